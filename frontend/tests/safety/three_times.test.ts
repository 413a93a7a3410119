import { describe, expect, it } from 'vitest';
import { ThreeTimes } from '../../src/features/safety/three_times.ts';

function keyboard(key = 'Shift') {
  const counter = new ThreeTimes(() => key);
  let at = 0;
  return {
    counter,
    press: (pressed: string, after = 200, more: object = {}) =>
      counter.pressed({
        key: pressed,
        repeat: false,
        isComposing: false,
        target: null,
        timeStamp: (at += after),
        ...more,
      }),
  };
}

describe('leaving by keyboard', () => {
  it('does not leave when another key lies between', () => {
    const { press } = keyboard();
    expect([press('Shift'), press('Shift'), press('a'), press('Shift')]).not.toContain(true);
  });

  it('does not leave when a click lies between', () => {
    const { press, counter } = keyboard();
    press('Shift');
    press('Shift');
    counter.forget();
    expect(press('Shift')).toBe(false);
  });

  it('does not leave when the key is held', () => {
    const { press } = keyboard();
    const held = { repeat: true };
    expect([press('Shift'), press('Shift', 30, held), press('Shift', 30, held)]).not.toContain(
      true,
    );
  });

  it('does not leave when the presses are far apart', () => {
    const { press } = keyboard();
    expect([press('Shift'), press('Shift'), press('Shift', 5000)]).not.toContain(true);
  });

  it('does not leave while an input method composes', () => {
    const { press } = keyboard('Escape');
    const composing = { isComposing: true };
    for (let i = 0; i < 3; i += 1) expect(press('Escape', 100, composing)).toBe(false);
  });

  it('does not leave while somebody types', () => {
    const { press } = keyboard();
    const field = { target: { matches: (selector: string) => /input/.test(selector) } };
    for (let i = 0; i < 4; i += 1) expect(press('Shift', 100, field)).toBe(false);
  });

  it('leaves at the third press, and then begins to count again', () => {
    const { press } = keyboard();
    expect([press('Shift'), press('Shift'), press('Shift'), press('Shift')]).toEqual([
      false,
      false,
      true,
      false,
    ]);
  });
});
