import { h, iconButton, setText } from '../shared/dom';

export interface ViewedImage {
  readonly name: string;
  readonly uri: string;
}

/** One image over the whole page; left and right go along the others of its row. */
export function createImageViewer() {
  let images: readonly ViewedImage[] = [];
  let place = 0;
  const title = h('h3', { 'aria-live': 'polite' });
  const subtitle = h('p', { class: 'quiet' });
  const image = h('img', { alt: '' });
  const dialog = h(
    'dialog',
    { class: 'viewer', 'aria-label': 'Image' },
    h(
      'div',
      { class: 'row spread' },
      title,
      iconButton('Close', 'close', () => dialog.close()),
    ),
    subtitle,
    h('div', { class: 'stage', tabindex: 0 }, image),
  );
  const show = () => {
    const current = images[place];
    if (current === undefined) return;
    image.src = current.uri;
    image.alt = current.name;
    setText(title, current.name);
  };
  dialog.addEventListener('keydown', (event) => {
    const move = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (move === undefined) return;
    event.preventDefault();
    place = Math.min(images.length - 1, Math.max(0, place + move));
    show();
  });
  return {
    element: dialog,
    open(next: readonly ViewedImage[], at: number, text: string) {
      images = next;
      place = at;
      setText(subtitle, text);
      show();
      if (!dialog.open) dialog.showModal();
    },
  };
}
