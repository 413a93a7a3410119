// A voice in front of chromium's own stand-in for a microphone, which plays a file made here.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Something like speech: a voiced tone that comes and goes four times a second, after half a second of nothing. */
function voice(volume) {
    const rate = 48_000;
    const length = 7 * rate;
    const wav = Buffer.alloc(44 + 2 * length);
    wav.write('RIFF', 0);
    wav.writeUInt32LE(36 + 2 * length, 4);
    wav.write('WAVEfmt ', 8);
    wav.writeUInt32LE(16, 16);
    wav.writeUInt16LE(1, 20);
    wav.writeUInt16LE(1, 22);
    wav.writeUInt32LE(rate, 24);
    wav.writeUInt32LE(2 * rate, 28);
    wav.writeUInt16LE(2, 32);
    wav.writeUInt16LE(16, 34);
    wav.write('data', 36);
    wav.writeUInt32LE(2 * length, 40);
    for (let i = 0; i < length; ++i) {
        const t = i / rate;
        let tone = 0;
        for (let n = 1; n <= 12; ++n) tone += Math.sin(2 * Math.PI * (140 + 25 * Math.sin(3 * t)) * n * t) / n;
        const comes = t < 0.5 ? 0 : Math.max(0, Math.sin(2 * Math.PI * 2 * t)) ** 0.5;
        wav.writeInt16LE(Math.round(32767 * Math.max(-1, Math.min(1, volume * tone * comes))), 44 + 2 * i);
    }
    return wav;
}

let voices;

/** What a browser is opened with, so that its microphone hears this; each name is a browser of its own. */
export function microphone(name, volume) {
    voices ??= mkdtempSync(join(tmpdir(), 'breather-voices-'));
    const file = join(voices, `${name}-${volume}.wav`);
    writeFileSync(file, voice(volume));
    return ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream', `--use-file-for-fake-audio-capture=${file}`, '--autoplay-policy=no-user-gesture-required'];
}

export function remove_voices() {
    if (voices) rmSync(voices, { recursive: true, force: true });
}

/** At the recording desk: a take of that many seconds. */
export async function takes(ama, seconds) {
    const { page } = ama;
    await ama.presses((await page.locator('[data-take]').count()) > 0 ? 'recordings.record_again' : 'recordings.record_go');
    await page.locator('[data-recording]').getByText(`0:0${seconds}`).waitFor();
    await ama.presses('recordings.stop');
    await page.locator('[data-take]').waitFor();
}
