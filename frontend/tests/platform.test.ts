import { describe, expect, test } from 'vitest';
import { in_app_browser } from '../src/base/platform.ts';

const android = 'Mozilla/5.0 (Linux; Android 13; V2218A';
const chrome =
  'AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/116.0.0.0 Mobile Safari/537.36';
const iphone = 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_1 like Mac OS X) AppleWebKit/605.1.15';

describe('a browser inside an app', () => {
  test.each([
    ['wechat', `${android}; wv) ${chrome} XWEB/1160065 MicroMessenger/8.0.42.2460 WeChat/arm64`],
    ['wechat', `${iphone} (KHTML, like Gecko) Mobile/15E148 MicroMessenger/8.0.43 NetType/WIFI`],
    ['wecom', `${android}; wv) ${chrome} MMWEBSDK/20230202 MicroMessenger/7.0.1 wxwork/4.1.10`],
    ['wecom', `${iphone} (KHTML, like Gecko) Mobile/15E148 wxwork/4.1.6 MicroMessenger/7.0.1`],
    ['other', `${iphone} (KHTML, like Gecko) Mobile/15E148 AliApp(DingTalk/7.0.50)`],
    ['other', `${android}; wv) ${chrome} V1_AND_SQ_8.9.80 QQ/8.9.80.12345`],
    ['other', `${iphone} Mobile/21B74 [FBAN/FBIOS;FBAV/440.0.0.32.108]`],
    ['other', `${iphone} (KHTML, like Gecko) Mobile/21B74 Instagram 309.0.0`],
    ['other', `${android}; wv) ${chrome}`],
  ])('%s is recognised', (app, agent) => expect(in_app_browser(agent)).toBe(app));

  test.each([
    `${android}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Mobile Safari/537.36`,
    `${iphone} (KHTML, like Gecko) Version/17.1 Mobile/15E148 Safari/604.1`,
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/120.0.0.0 Safari/537.36 Edg/120.0',
    'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0',
    `${android}) AppleWebKit/537.36 Chrome/100.0 Mobile MQQBrowser/14.5 Safari/537.36`,
  ])('an ordinary one is left alone', (agent) => expect(in_app_browser(agent)).toBeUndefined());
});
