/** Where client code reports what it does. VS Code's log channel satisfies it, and so does an array in a test. */
export interface Logger {
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}
