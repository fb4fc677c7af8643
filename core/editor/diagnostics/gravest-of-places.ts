import type { ReportedFinding, Severity } from '../../syntax/finding';

const graveness: Readonly<Record<Severity, number>> = { error: 3, warning: 2, information: 1, hint: 0 };

/**
 * One finding per mistake: on the same text a rule's finding wins over a structure finding of the same or a milder
 * severity, and whatever is milder than an error gives way to one. A finding about something that is missing has no text
 * of its own, so it hides nothing and is never hidden.
 */
export function gravestOfPlaces(
  ofRules: readonly ReportedFinding[],
  ofStructure: readonly ReportedFinding[],
): readonly ReportedFinding[] {
  const structure = gravestBySpan(ofStructure);
  const graded = ofRules.map((finding) => withGravestSeverity(finding, structure.get(spanKey(finding))));
  const rules = gravestBySpan(graded);
  return [
    ...ofStructure.filter((finding) => {
      const rule = rules.get(spanKey(finding));
      return finding.missing || rule === undefined || isGraver(finding.severity, rule);
    }),
    ...graded.filter((finding) => {
      if (finding.missing) return true;
      const other = structure.get(spanKey(finding));
      if (other && isGraver(other, finding.severity)) return false;
      // Advice about a value that cannot work is noise.
      return finding.severity === 'error' || rules.get(spanKey(finding)) !== 'error';
    }),
  ];
}

function withGravestSeverity(finding: ReportedFinding, other: Severity | undefined): ReportedFinding {
  const isMilder = finding.explainsValue && other !== undefined && isGraver(other, finding.severity);
  return isMilder ? { ...finding, severity: other } : finding;
}

function gravestBySpan(findings: readonly ReportedFinding[]): ReadonlyMap<string, Severity> {
  const gravest = new Map<string, Severity>();
  for (const finding of findings) {
    if (finding.missing) continue;
    const key = spanKey(finding);
    const other = gravest.get(key);
    if (other === undefined || isGraver(finding.severity, other)) gravest.set(key, finding.severity);
  }
  return gravest;
}

function isGraver(one: Severity, other: Severity): boolean {
  return graveness[one] > graveness[other];
}

function spanKey({ span }: ReportedFinding): string {
  return `${span.start}:${span.end}`;
}
