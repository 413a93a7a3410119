// A small bell made from two sine waves; nothing is downloaded. It must be opened by a press,
// because browsers let no page make a sound before one.

export type Tone = 'in' | 'hold' | 'out' | 'end';

const pitches: Record<Tone, number> = { in: 528, hold: 440, out: 352, end: 264 };

export class Bell {
  private context_: AudioContext | undefined;

  open(): void {
    this.context_ ??= new AudioContext();
    void this.context_.resume();
  }

  ring(tone: Tone): void {
    const context = this.context_;
    if (context === undefined || context.state === 'closed') return;
    const length = tone === 'end' ? 4 : 2;
    this.strike(context, pitches[tone], 0.16, length);
    this.strike(context, pitches[tone] * 2.76, 0.03, length / 2);
  }

  close(): void {
    void this.context_?.close();
    this.context_ = undefined;
  }

  private strike(context: AudioContext, pitch: number, loudness: number, length: number): void {
    const now = context.currentTime;
    const wave = context.createOscillator();
    const volume = context.createGain();
    wave.frequency.value = pitch;
    volume.gain.setValueAtTime(0.0001, now);
    volume.gain.exponentialRampToValueAtTime(loudness, now + 0.03);
    volume.gain.exponentialRampToValueAtTime(0.0001, now + length);
    wave.connect(volume).connect(context.destination);
    wave.start(now);
    wave.stop(now + length);
  }
}
