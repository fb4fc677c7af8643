/** A stretch of the source text: UTF-16 offsets, `end` exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Replaces `span` by `newText`; an empty span inserts. */
export interface TextEdit {
  readonly span: Span;
  readonly newText: string;
}

export type Severity = 'error' | 'warning' | 'information' | 'hint';

/** A change that mends a finding. It travels with the finding and becomes a code action. */
export interface Fix {
  /** An imperative: "Change sampler to 'flowmatch'". */
  readonly title: string;
  /** Not overlapping each other. */
  readonly edits: readonly TextEdit[];
  /** Safe fixes keep what the user evidently meant; "fix all" takes only these. */
  readonly safe: boolean;
}

export interface RelatedSpan {
  readonly span: Span;
  readonly message: string;
}

/** What a rule yields, before it becomes a diagnostic. */
export interface Finding {
  /** The narrowest text that is wrong. */
  readonly span: Span;
  readonly message: string;
  /** In place of the rule's own severity, for rules that grade. */
  readonly severity?: Severity;
  readonly related?: readonly RelatedSpan[];
  /** The preferred fix first. */
  readonly fixes?: readonly Fix[];
  /**
   * The finding says that something is absent. It is withheld while the text has syntax errors, because the part that
   * cannot be read may hold what is missed.
   */
  readonly missing?: boolean;
  /** The finding says in better words what the parser stumbles over within its span; what the parser says is withheld. */
  readonly explainsSyntax?: boolean;
  /** The finding says in better words why the value does not fit; it takes the severity of a graver structure finding. */
  readonly explainsValue?: boolean;
  /** The text is read by nothing and may be shown faded. */
  readonly unnecessary?: boolean;
  /** The text is a legacy spelling and may be shown struck through. */
  readonly deprecated?: boolean;
}

/** Where in a run the effect of a finding shows: while loading the model, building the network, reading the dataset … */
export type ClaimPlace =
  | 'load'
  | 'network'
  | 'dataset'
  | 'start'
  | 'step'
  | 'sample'
  | 'save'
  | 'resume'
  | 'after';

/** What a code says that ai-toolkit does. It is data, so that the recorded runs can be held against it. */
export interface Claim {
  readonly where: ClaimPlace;
  /** The run fails; the text is ignored; the value becomes another; it costs time, memory or money; the guide advises. */
  readonly what: 'fails' | 'ignored' | 'changed' | 'costs' | 'advice';
  /** Seen in a real run of ai-toolkit, or read in its source. */
  readonly seen: 'run' | 'source';
  /** Which of the code's values it is about, in Markdown; omitted where it is about all of them. */
  readonly of?: string;
}

/** What is known of every code that can be reported, whoever reports it. */
export interface CodeFacts {
  /** Kebab-case; the name of the code's docs page and fixtures. */
  readonly code: string;
  /** Unless a finding grades itself or the user says otherwise. */
  readonly severity: Severity;
  /** The severity when a start of the config is checked, for what wastes the start but may be right until then. */
  readonly startSeverity?: Severity;
  /** One line for lists and the index of the docs. */
  readonly summary: string;
  /** What the code's findings claim; its docs page lists them. */
  readonly claims?: readonly Claim[];
}

/** A finding with the code it was reported under and its final severity. */
export interface ReportedFinding extends Finding {
  readonly code: string;
  readonly severity: Severity;
  /** Replaces `severity` when a start is checked. */
  readonly startSeverity?: Severity | undefined;
}
