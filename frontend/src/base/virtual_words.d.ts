declare module 'virtual:words/en-GB' {
  const messages: Record<string, import('./message.ts').Message>;
  export default messages;
}
declare module 'virtual:words/zh-Hans' {
  const messages: Record<string, import('./message.ts').Message>;
  export default messages;
}
declare module 'virtual:words/later/en-GB' {
  const messages: Record<string, import('./message.ts').Message>;
  export default messages;
}
declare module 'virtual:words/later/zh-Hans' {
  const messages: Record<string, import('./message.ts').Message>;
  export default messages;
}
