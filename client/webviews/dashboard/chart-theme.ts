import type { MarkKind } from '../../../common/dashboard-page';

/** The colors of the chart. A canvas does not know CSS variables, so they are read from the page. */
export interface ChartTheme {
  readonly text: string;
  readonly grid: string;
  readonly font: string;
  /** One per run, this one's first. */
  readonly runs: readonly string[];
  readonly rate: string;
  readonly marks: Readonly<Record<MarkKind, string>>;
}

export function readChartTheme(): ChartTheme {
  const style = getComputedStyle(document.body);
  const color = (name: string, otherwise: string): string => {
    const value = style.getPropertyValue(`--vscode-${name}`).trim();
    return value === '' ? otherwise : value;
  };
  const text = color('foreground', '#888888');
  const gray = color('descriptionForeground', text);
  const blue = color('charts-blue', '#3794ff');
  const orange = color('charts-orange', '#d18616');
  const green = color('charts-green', '#89d185');
  const red = color('charts-red', '#f14c4c');
  const purple = color('charts-purple', '#b180d7');
  const yellow = color('charts-yellow', '#cca700');
  return {
    text,
    grid: color('editorIndentGuide-background1', color('editorWidget-border', '#80808040')),
    font: `11px ${style.fontFamily}`,
    runs: [blue, orange, purple, green, yellow],
    rate: green,
    marks: {
      checkpoint: gray,
      epoch: color('editorLineNumber-foreground', gray),
      resume: purple,
      incident: red,
    },
  };
}

/** Calls back when the user changes the theme. */
export function onThemeChange(changed: () => void): void {
  new MutationObserver(changed).observe(document.body, { attributes: true, attributeFilter: ['class'] });
}
