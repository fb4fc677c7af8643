/** One entry of a pick. */
export interface PickItem<T> {
  readonly label: string;
  readonly description?: string;
  readonly detail?: string;
  readonly value: T;
  /** Highlighted when the pick opens. */
  readonly preselected?: boolean;
}

export interface PickOptions {
  readonly title: string;
  readonly placeholder?: string;
}

export interface TextQuestion {
  readonly title: string;
  readonly prompt: string;
  /** What stands there to begin with. */
  readonly value: string;
  /** Why a text cannot be used; undefined when it can. */
  problem(text: string): string | undefined;
}

/**
 * What a launch asks and tells the user. Nothing here is modal, so an in-editor suite can answer in the user's stead,
 * and a unit test can give its own.
 */
export interface Dialogs {
  /** Shows a message; the answer is the chosen action, or undefined when it was closed. */
  notify(
    level: 'information' | 'warning' | 'error',
    message: string,
    ...actions: readonly string[]
  ): Promise<string | undefined>;
  pick<T>(items: readonly PickItem<T>[], options: PickOptions): Promise<T | undefined>;
  /** The absolute path of a folder that the user chooses. */
  pickFolder(title: string): Promise<string | undefined>;
  /** A line of text; undefined when the question is closed. */
  askText(question: TextQuestion): Promise<string | undefined>;
  /** A text that is not shown while it is typed. */
  askSecret(title: string, prompt: string): Promise<string | undefined>;
}
