import {
  cellSize,
  headHeight,
  labelWidth,
  longestSide,
  margin,
  type SheetBlock,
  sheetSize,
  titleHeight,
} from './sheet-size';

/** Pixels. */
const lineHeight = 20;

/** Draws blocks under each other into one PNG. Always dark on white, since it is shared outside of the editor. */
export async function makeContactSheet(blocks: readonly SheetBlock[]): Promise<ArrayBuffer> {
  const cell = cellSize(blocks);
  const canvas = document.createElement('canvas');
  const { width, height } = sheetSize(blocks, cell);
  canvas.width = Math.min(width, longestSide);
  canvas.height = Math.min(height, longestSide);
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('The image cannot be drawn here.');
  context.fillStyle = '#ffffff';
  context.fillRect(0, 0, canvas.width, canvas.height);
  let top = margin;
  for (const block of blocks) top = await drawBlock(context, block, cell, top);
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
  if (blob === null) throw new Error('The image cannot be made: it is too large.');
  return await blob.arrayBuffer();
}

async function drawBlock(
  context: CanvasRenderingContext2D,
  { title, columns, rows }: SheetBlock,
  cell: number,
  start: number,
): Promise<number> {
  let top = start;
  context.fillStyle = '#1f1f1f';
  context.textBaseline = 'top';
  context.font = '600 17px system-ui, sans-serif';
  context.fillText(title, margin, top + 4, context.canvas.width - margin * 2);
  top += titleHeight;
  context.font = '14px system-ui, sans-serif';
  for (const [place, name] of columns.entries()) {
    context.fillText(name, margin + labelWidth + place * (cell + 8), top + 4, cell);
  }
  top += headHeight;
  for (const { label, images } of rows) {
    context.fillStyle = '#1f1f1f';
    drawLines(context, label, margin, top, labelWidth - 12, Math.floor(cell / lineHeight));
    for (const [place, uri] of images.entries()) {
      const left = margin + labelWidth + place * (cell + 8);
      const image = uri === undefined ? undefined : await loadImage(uri);
      if (image === undefined) {
        context.fillStyle = '#e5e5e5';
        context.fillRect(left, top, cell, cell);
      } else drawFitted(context, image, left, top, cell);
    }
    top += cell + 8;
  }
  return top;
}

function drawLines(
  context: CanvasRenderingContext2D,
  text: string,
  left: number,
  top: number,
  width: number,
  mostLines: number,
): void {
  let line = '';
  let drawn = 0;
  const flush = () => {
    if (drawn < mostLines) context.fillText(line, left, top + drawn * lineHeight, width);
    drawn++;
  };
  for (const word of text.slice(0, 2000).split(/\s+/)) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && context.measureText(longer).width > width) {
      flush();
      line = word;
    } else line = longer;
  }
  flush();
}

function drawFitted(
  context: CanvasRenderingContext2D,
  image: HTMLImageElement,
  left: number,
  top: number,
  cell: number,
): void {
  const scale = Math.min(cell / image.naturalWidth, cell / image.naturalHeight);
  const [width, height] = [image.naturalWidth * scale, image.naturalHeight * scale];
  context.drawImage(image, left + (cell - width) / 2, top + (cell - height) / 2, width, height);
}

/** Undefined for an image that is gone. */
function loadImage(uri: string): Promise<HTMLImageElement | undefined> {
  return new Promise((resolve) => {
    const image = new Image();
    // The editor's resources allow it; without it the canvas could not be read.
    image.crossOrigin = 'anonymous';
    image.onload = () => resolve(image.naturalWidth > 0 ? image : undefined);
    image.onerror = () => resolve(undefined);
    image.src = uri;
  });
}
