import type { DashboardUpdate } from '../../../../common/dashboard-page';
import type { RunCurve } from '../../../../core/runs/index';

/** Above this, losses come in several messages, so that the page stays responsive. */
const pointsOfMessage = 200_000;

/** The messages that bring the points of a curve from an index on. The columns are copies, which messages may take away. */
export function lossMessages(run: string, name: string, curve: RunCurve, from: number): DashboardUpdate[] {
  const messages: DashboardUpdate[] = [];
  for (let start = from; start < curve.count; start += pointsOfMessage) {
    const end = start + pointsOfMessage;
    messages.push({
      kind: 'losses',
      columns: {
        run,
        name,
        from: start,
        steps: curve.steps.slice(start, end),
        losses: curve.losses.slice(start, end),
        rates: curve.rates.slice(start, end),
      },
    });
  }
  return messages;
}
