/** A range of the source text: UTF-16 offsets, `end` exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Replaces `span` with `newText`; an empty span inserts. */
export interface TextEdit {
  readonly span: Span;
  readonly newText: string;
}

export type Severity = 'error' | 'warning' | 'information' | 'hint';

/** A change that fixes a finding. It is part of the finding and becomes a code action. */
export interface Fix {
  /** An imperative: "Change sampler to 'flowmatch'". */
  readonly title: string;
  /** Not overlapping each other. */
  readonly edits: readonly TextEdit[];
  /** A safe fix keeps what the user evidently meant. "Fix all" applies only safe fixes. */
  readonly safe: boolean;
  /** What a person must decide on: the editor shows the edits with these words and applies them once they are confirmed. */
  readonly preview?: string;
}

export interface RelatedSpan {
  readonly span: Span;
  readonly message: string;
}

/** What a rule reports, before it becomes a diagnostic. */
export interface Finding {
  /** The narrowest text that is wrong. */
  readonly span: Span;
  readonly message: string;
  /** Replaces the rule's own severity, for rules with several severities. */
  readonly severity?: Severity;
  /** Replaces the rule's own severity when a start is checked. */
  readonly startSeverity?: Severity | undefined;
  readonly related?: readonly RelatedSpan[];
  /** The preferred fix first. */
  readonly fixes?: readonly Fix[];
  /**
   * The finding says that something is absent. It is not reported while the text has syntax errors, because the part that
   * cannot be read may contain what is missing.
   */
  readonly missing?: boolean;
  /** The finding explains a syntax error in its span, so the parser's own error there is not reported. */
  readonly explainsSyntax?: boolean;
  /** The finding explains why the value is wrong; it gets the severity of a more severe structure finding. */
  readonly explainsValue?: boolean;
  /** Nothing reads the text, so it may be shown faded. */
  readonly unnecessary?: boolean;
  /** The text is an old key and may be shown struck through. */
  readonly deprecated?: boolean;
  /** Those of the code's claims that this finding makes; omitted where it may be any of them. */
  readonly claims?: readonly Claim[];
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

/** The facts about a code that can be reported. */
export interface CodeFacts {
  /** Kebab-case; the name of the code's docs page and fixtures. */
  readonly code: string;
  /** Unless a finding has its own severity or the user sets another. */
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
}
