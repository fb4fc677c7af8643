import type uPlot from 'uplot';
import type { MarkKind, MarkView } from '../../../common/dashboard-page';
import type { ChartTheme } from './chart-theme';

const glyphs: Readonly<Record<MarkKind, string>> = { checkpoint: '▾', epoch: '', resume: '↻', incident: '!' };

/** Draws the marks as vertical lines behind the curves. Epochs are left out where they would be closer than 12 pixels. */
export function drawMarks(plot: uPlot, marks: readonly MarkView[], theme: ChartTheme): void {
  const { ctx, bbox } = plot;
  const ratio = devicePixelRatio;
  ctx.save();
  ctx.lineWidth = ratio;
  ctx.font = theme.font.replace('11px', `${11 * ratio}px`);
  ctx.textAlign = 'center';
  ctx.textBaseline = 'top';
  const wide = hasRoomForEpochs(plot, marks);
  for (const mark of marks) {
    if (mark.kind === 'epoch' && !wide) continue;
    const x = Math.round(plot.valToPos(mark.step, 'x', true));
    if (x < bbox.left || x > bbox.left + bbox.width) continue;
    ctx.strokeStyle = theme.marks[mark.kind];
    ctx.fillStyle = theme.marks[mark.kind];
    ctx.globalAlpha = mark.kind === 'epoch' ? 0.45 : 0.8;
    ctx.setLineDash(
      mark.kind === 'epoch' ? [2 * ratio, 4 * ratio] : mark.kind === 'incident' ? [] : [4 * ratio, 3 * ratio],
    );
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
    ctx.fillText(glyphs[mark.kind], x, bbox.top + 1);
  }
  ctx.restore();
}

function hasRoomForEpochs(plot: uPlot, marks: readonly MarkView[]): boolean {
  const [first, second] = marks.filter(({ kind }) => kind === 'epoch');
  if (first === undefined || second === undefined) return true;
  return plot.valToPos(second.step, 'x') - plot.valToPos(first.step, 'x') >= 12;
}

/** The marks within a few pixels of the cursor. */
export function marksNear(plot: uPlot, marks: readonly MarkView[], left: number): readonly MarkView[] {
  return marks.filter(({ step }) => Math.abs(plot.valToPos(step, 'x') - left) <= 4);
}
