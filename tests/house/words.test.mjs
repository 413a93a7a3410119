// Words: the same keys and holes in both languages, none unused, none missing, none that promise too much.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { expect_none, files, flat, read } from '../support/tree.mjs';

const languages = ['en-GB', 'zh-Hans'];
const words_of = (folder) => Object.fromEntries(languages.map((l) => [l, flat(JSON.parse(read(`frontend/src/words/${folder}${l}.json`)))]));
/** What participants load, and what only the staff's app does; no key is in both. */
const participants = words_of('');
const staff = words_of('staff/');
const words = Object.fromEntries(languages.map((l) => [l, new Map([...participants[l], ...staff[l]])]));
const [english, chinese] = languages.map((l) => words[l]);
const holes = (text) => [...new Set([...String(text).matchAll(/\{(\w+)\s*[,}]/g)].map((m) => m[1]))].sort().join();

test('every word exists in both languages', () => {
    const faults = [
        ...[...english.keys()].filter((k) => !chinese.has(k)).map((k) => `zh-Hans lacks ${k}`),
        ...[...chinese.keys()].filter((k) => !english.has(k)).map((k) => `en-GB lacks ${k}`),
    ];
    assert.ok(english.size > 100, 'the words files have lost their words');
    expect_none(faults, 'write the word in frontend/src/words of that language; written, not translated word by word.');
});

test('the staff have words of their own, which participants never load', () => {
    const both = [...staff['en-GB'].keys()].filter((key) => participants['en-GB'].has(key));
    expect_none(both, 'a key stands in one file only; give the one for staff a place of its own.');
    const faults = files('frontend/src/*.svelte', 'frontend/src/*.ts')
        .filter((path) => !path.startsWith('frontend/src/staff/'))
        .flatMap((path) => [...read(path).matchAll(/\bsay\(\s*['"]([\w.-]+)['"]/g)].filter(([, key]) => staff['en-GB'].has(key)).map(([said]) => `${path}: ${said}`));
    expect_none(faults, 'participants load frontend/src/words/*.json only: write the word there.');
    const imports = files('frontend/src/*.svelte', 'frontend/src/*.ts')
        .filter((path) => !path.startsWith('frontend/src/staff/'))
        .filter((path) => /from\s+'[^']*\/staff\/(?!en-GB\.json)/.test(read(path)));
    expect_none(imports, 'the participants’ app knows nothing of the staff’s: move what both need to parts/ or base/.');
});

test('the same holes are filled in both languages', () => {
    assert.ok(staff['en-GB'].size > 100, 'the words for staff are missing');
    const faults = [...english.keys()].filter((k) => chinese.has(k) && holes(english.get(k)) !== holes(chinese.get(k)));
    expect_none(faults, 'give both texts the same {holes}.');
});

test('no word is empty, and Chinese uses full-width punctuation', () => {
    const faults = [];
    for (const language of languages) {
        for (const [key, text] of words[language]) if (!String(text).trim()) faults.push(`${language} ${key} is empty`);
    }
    for (const [key, text] of chinese) {
        if (/[\u4e00-\u9fff][,;:!?]/.test(String(text))) faults.push(`zh-Hans ${key}: ${text}`);
    }
    expect_none(faults, 'fill it; in Chinese write ，；：！？。');
});

test('every key the app says is in the words files, and every word is said', () => {
    const sources = files('frontend/src/*.svelte', 'frontend/src/*.ts').filter((p) => !p.endsWith('.d.ts'));
    const text = sources.map(read).join('\n');
    const faults = [];
    for (const path of sources) {
        for (const [, key] of read(path).replace(/^\s*(\/\/|\*).*$/gm, '').matchAll(/\bsay\(\s*['"]([\w.-]+)['"]/g)) {
            if (!english.has(key)) faults.push(`${path}: say('${key}')`);
        }
    }
    expect_none(faults, 'add the word in both languages.');

    const served = new Set(files('src/*.cpp', 'src/*.h').flatMap((p) => [...read(p).matchAll(/"([a-z_]+(?:\.[a-z_]+)+)"/g)].map((m) => m[1])));
    const unused = [...english.keys()].filter((key) => {
        if (key.startsWith('problems.')) return false; // held by the server's own test, which says every key in every language
        if (served.has(key) || text.includes(`'${key}'`) || text.includes(`"${key}"`) || text.includes(`\`${key}\``)) return false;
        // said with a computed end: say(`map.kind.${kind}`), say(`step.kind_${kind}`)
        return ![...key].some((_, i) => i > 0 && text.includes(`\`${key.slice(0, i)}\${`));
    });
    expect_none(unused, 'remove the word, or say it.');
});

test('nothing promises what nobody can keep', () => {
    const promised = /zero[- ]knowledge|unhackable|fully secure|100% secure|零知识|绝对安全|无法破解|永不泄露/i;
    const unnamed = /anonym|匿名/i;
    const who_could = /could (still )?(find|work) out|who could|can nearly always tell|not anonymous|可以查|能查到|并非匿名|不是匿名|不等于匿名/i;
    const faults = [];
    const written = ['README.md', 'SECURITY.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'docs', 'content', 'frontend/index.html'];
    const said = ['frontend/src/words/*.json', 'frontend/src/words/staff/*.json', 'frontend/src/*.svelte', 'src/*.md', 'src/*.cpp'];
    const looked_at = files(...written, ...said).filter((path) => !/\.(mp3|png|svg|jpg)$/.test(path));
    for (const kind of [/^SECURITY/, /^CONTRIBUTING/, /^CHANGELOG/, /\.svelte$/, /\.cpp$/, /^src.*\.md$/, /\.json$/]) {
        assert.ok(looked_at.some((path) => kind.test(path)), `no file like ${kind} is looked at`);
    }
    for (const path of looked_at) {
        if (path === 'src/features/content/prose.cpp') continue; // the same words, refused in content
        read(path).split('\n').forEach((line, i) => {
            if (promised.test(line)) faults.push(`${path}:${i + 1}: ${line.trim().slice(0, 90)}`);
            if (unnamed.test(line) && !who_could.test(line)) faults.push(`${path}:${i + 1}: ${line.trim().slice(0, 90)}`);
        });
    }
    expect_none(faults, 'say what is so: who can read it, who could find out, and what we do not protect. Never "zero knowledge", "unhackable", "fully secure", nor "anonymous" without naming who could resolve it.');
});

test('no guilt: nothing counts missed days or says should', () => {
    const guilt = /\b(you missed|streak|don't break|you should|you must not|failed to)\b|你错过了|你应该|连续打卡/i;
    const faults = [];
    for (const path of files('frontend/src/words/*.json', 'content/programmes')) {
        if (/\.mp3$/.test(path)) continue;
        read(path).split('\n').forEach((line, i) => {
            if (guilt.test(line)) faults.push(`${path}:${i + 1}: ${line.trim().slice(0, 90)}`);
        });
    }
    expect_none(faults, 'say what is possible now; a pause is a choice.');
});

test('the privacy page names what is not protected, in both languages', () => {
    const named = {
        limit_program: [/change the program/i, /改动程序|修改程序/],
        limit_device: [/spy software|infected/i, /监控软件|病毒/],
        limit_people: [/read your screen.*picture/i, /屏幕.*拍/],
        limit_network: [/network.*address was opened/i, /网络.*网址/],
    };
    const page = read('frontend/src/routes/privacy.svelte');
    assert.ok(page.includes('say(`privacy.limit_${limit}`)'), 'the page says each of its limits');
    const listed = /const limits = \[(.*?)\]/s.exec(page)?.[1] ?? '';
    const faults = [];
    for (const [key, texts] of Object.entries(named)) {
        languages.forEach((language, i) => {
            if (!texts[i].test(words[language].get(`privacy.${key}`) ?? '')) faults.push(`${language} privacy.${key} does not name it`);
        });
        if (!listed.includes(`'${key.slice('limit_'.length)}'`)) faults.push(`the page does not say privacy.${key}`);
    }
    expect_none(faults, 'name it: a changed program, spy software on a device, people watching or taking pictures, traffic on a network.');
});
