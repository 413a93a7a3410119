// The stress diary that belongs to nobody's course: the app's own questions, whenever she likes.

import { say } from '../../base/words.svelte.ts';
import type { StressDiary } from './exercise.ts';

export function own_diary(): StressDiary {
  return {
    t: 'exercise',
    type: 'stress_diary',
    id: 'moment',
    prompts: {
      situation: say('diary.form.situation'),
      body: say('diary.form.body'),
      thought: say('diary.form.thought'),
      feeling: say('diary.form.feeling'),
      helped: say('diary.form.helped'),
    },
    feedback: [
      { when: { field: 'feeling', at_least: 8 }, say: say('diary.form.said_high') },
      {
        when: { field: 'helped', filled: true },
        say: say('diary.form.said_helped', { helped: '{helped}' }),
      },
      { when: { field: 'feeling', at_least: 0 }, say: say('diary.form.said_any') },
    ],
  };
}
