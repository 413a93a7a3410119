// The microphone, from the press of a button to a take. The browser is asked for it only then, and
// lets go of it at the end of each take. Nothing leaves the browser here.
import type { Bytes } from '../../../base/bytes.ts';
import { measure } from './take_rules.ts';
import type { Measured } from './take_rules.ts';
import { with_duration } from './webm.ts';

export interface RawTake {
  sound: Bytes;
  millis: number;
  measured: Measured;
  /** To listen to. */
  heard: AudioBuffer;
}

export type Trouble = 'cannot_record' | 'not_allowed' | 'no_microphone' | 'not_readable';

const kinds = ['audio/webm;codecs=opus', 'audio/ogg;codecs=opus', 'audio/mp4'];
/** Speech needs no more; ten minutes are 3.6 MB. */
const bits_a_second = 48_000;

export function can_record(): boolean {
  return (
    'MediaRecorder' in globalThis &&
    'mediaDevices' in navigator &&
    kinds.some((kind) => MediaRecorder.isTypeSupported(kind))
  );
}

/** The take in these bytes. Refuses what this browser cannot read as a sound. */
export async function take_from(bytes: Bytes): Promise<RawTake> {
  const context = new AudioContext();
  try {
    const heard = await context.decodeAudioData(bytes.slice().buffer);
    const channels = Array.from({ length: heard.numberOfChannels }, (_, i) =>
      heard.getChannelData(i),
    );
    const millis = Math.round(heard.duration * 1000);
    const sound = with_duration(bytes, millis);
    const measured = measure(channels, heard.sampleRate, sound.length);
    return { sound, millis, measured, heard };
  } finally {
    void context.close();
  }
}

function trouble_of(fault: unknown): Trouble {
  const name = fault instanceof DOMException ? fault.name : '';
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'not_allowed';
  if (name === 'NotFoundError') return 'no_microphone';
  return 'cannot_record';
}

interface Line {
  context: AudioContext;
  stream: MediaStream;
  recorder: MediaRecorder;
  analyser: AnalyserNode;
  done: Promise<Blob>;
}

export class Recorder {
  state: 'idle' | 'asking' | 'recording' | 'measuring' = $state('idle');
  trouble: Trouble | undefined = $state();
  /** How much the microphone is turned up, in dB. */
  gain = $state(0);
  /** What comes in now, 0 to 1. */
  level = $state(0);
  seconds = $state(0);
  #line: Line | undefined;
  #began = 0;

  async start(): Promise<void> {
    if (this.state !== 'idle') return;
    this.trouble = undefined;
    if (!can_record()) {
      this.trouble = 'cannot_record';
      return;
    }
    this.state = 'asking';
    try {
      const stream = await navigator.mediaDevices.getUserMedia({
        audio: {
          channelCount: 1,
          echoCancellation: false,
          noiseSuppression: true,
          autoGainControl: false, // it would make each pause louder than the words
        },
      });
      const line = (this.#line = this.#open(stream));
      await line.context.resume(); // until it runs nothing is kept: the first words would be lost
      if (this.#line !== line) return; // left meanwhile
      line.recorder.start(1000);
      this.state = 'recording';
      this.#began = performance.now();
      this.#watch();
    } catch (fault) {
      this.let_go();
      this.trouble = trouble_of(fault);
      this.state = 'idle';
    }
  }

  #open(stream: MediaStream): Line {
    const context = new AudioContext();
    const source = context.createMediaStreamSource(stream);
    const gain = context.createGain();
    gain.gain.value = 10 ** (this.gain / 20);
    const analyser = context.createAnalyser();
    analyser.fftSize = 2048;
    const out = context.createMediaStreamDestination();
    out.channelCount = 1;
    source.connect(gain).connect(analyser).connect(out);
    const mimeType = kinds.find((kind) => MediaRecorder.isTypeSupported(kind)) ?? '';
    const recorder = new MediaRecorder(out.stream, {
      mimeType,
      audioBitsPerSecond: bits_a_second,
    });
    const parts: Blob[] = [];
    const done = new Promise<Blob>((resolve) => {
      recorder.ondataavailable = (event) => parts.push(event.data);
      recorder.onstop = () => resolve(new Blob(parts));
    });
    return { context, stream, recorder, analyser, done };
  }

  #watch(): void {
    const line = this.#line;
    if (!line) return;
    const samples = new Float32Array(line.analyser.fftSize);
    const look = () => {
      if (this.#line !== line) return;
      line.analyser.getFloatTimeDomainData(samples);
      let peak = 0;
      for (const one of samples) peak = Math.max(peak, Math.abs(one));
      this.level = Math.max(peak, this.level * 0.9);
      this.seconds = (performance.now() - this.#began) / 1000;
      requestAnimationFrame(look);
    };
    look();
  }

  /** The take; undefined where it could not be read. */
  async stop(): Promise<RawTake | undefined> {
    const line = this.#line;
    if (!line || this.state !== 'recording') return undefined;
    this.state = 'measuring';
    line.recorder.stop();
    const blob = await line.done;
    this.let_go();
    return this.#read(blob);
  }

  async open_file(file: Blob): Promise<RawTake | undefined> {
    if (this.state !== 'idle') return undefined;
    this.trouble = undefined;
    this.state = 'measuring';
    return this.#read(file);
  }

  async #read(blob: Blob): Promise<RawTake | undefined> {
    try {
      return await take_from(new Uint8Array(await blob.arrayBuffer()));
    } catch {
      this.trouble = 'not_readable';
      return undefined;
    } finally {
      this.state = 'idle';
    }
  }

  /** The microphone is nobody's any more. */
  let_go(): void {
    const line = this.#line;
    this.#line = undefined;
    if (!line) return;
    if (line.recorder.state !== 'inactive') line.recorder.stop();
    for (const track of line.stream.getTracks()) track.stop();
    void line.context.close();
    this.level = 0;
  }
}
