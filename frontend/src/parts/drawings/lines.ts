// Each drawing is one line about a thing from a working day, on a sheet of 96 by 96.
export const drawings = {
  cup: 'M22 40h42v20a16 16 0 0 1-16 16H38a16 16 0 0 1-16-16zM64 46h5a9 9 0 0 1 0 18h-6M14 86h60M36 30c-5-6 5-9 0-16M50 30c-5-6 5-9 0-16',
  door: 'M12 86h72M26 86V12h42v74M26 12l24 9v73l-24-8M43 56v4',
  stairs: 'M10 84h76M16 84V70h16V56h16V42h16V28h18M16 44l52-44',
  window:
    'M24 14h48v58H24zM48 14v58M24 43h48M14 80h68M24 64c7-6 14-6 24 0M48 64c8-8 16-8 24-3M58 28a4 4 0 1 0 8 0 4 4 0 1 0-8 0',
  bag: 'M20 38h56l6 48H14zM34 50V28a14 14 0 0 1 28 0v22',
  lamp: 'M30 86h36M48 86V44M28 44l9-30h22l9 30zM58 44v12',
  chairs: 'M10 26v58M10 58h20v26M86 26v58M86 58H66v26M36 60h24M48 60v24M41 84h14M45 60v-7h6v7',
  phone: 'M32 8h32a4 4 0 0 1 4 4v72a4 4 0 0 1-4 4H32a4 4 0 0 1-4-4V12a4 4 0 0 1 4-4zM44 78h8',
} as const;

export type DrawingName = keyof typeof drawings;

// The same hand, on a sheet of 24 by 24, for the menu.
export const icons = {
  today:
    'M5 9h11v6a4 4 0 0 1-4 4H9a4 4 0 0 1-4-4V9ZM16 10.5h1.5a2.5 2.5 0 0 1 0 5H16M8.5 3c-.8 1 .8 2 0 3M12.5 3c-.8 1 .8 2 0 3',
  course: 'M4 19h4v-4h4v-4h4V7h4',
  library: 'M5 4h3v16H5zM11 4h3v16h-3zM17 5l2.6-.6L22 19.5l-2.6.5z',
  diary: 'M6 3h12v18H6zM9 8h6M9 12h6M9 16h3',
  data: 'M4 9h16v11H4zM4 9l2.5-5h11L20 9M9.5 13h5',
  settings: 'M4 7h9M17 7h3M4 17h3M11 17h9M15 4.5v5M9 14.5v5',
  done: 'M5 12.5l4.5 4.5L19 7.5',
  back: 'M14.5 5l-7 7 7 7',
} as const;

export type IconName = keyof typeof icons;
