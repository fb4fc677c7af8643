type Child = Node | string | undefined;

interface Attributes {
  readonly [name: string]: string | number | boolean | undefined | ((event: Event) => void);
}

/**
 * Makes an element. An attribute of `true` is written empty, one of `false` or `undefined` not at all; a function
 * listens to the event of its name.
 */
export function h<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes,
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(name, value);
    else if (value !== undefined && value !== false)
      element.setAttribute(name, value === true ? '' : String(value));
  }
  element.append(...children.filter((child) => child !== undefined));
  return element;
}

/** A button of the editor's look with an icon and a text. */
export function button(
  text: string,
  icon: string | undefined,
  press: () => void,
  secondary = true,
): HTMLElement {
  return h('vscode-button', { icon, secondary, click: press }, text);
}

/** A button that is an icon alone; its text is for screen readers and the pointer that rests on it. */
export function iconButton(text: string, icon: string, press: () => void): HTMLElement {
  return h('button', { class: 'icon-button', title: text, 'aria-label': text, click: press }, icons(icon));
}

/** A codicon, which says nothing to screen readers. */
export function icons(name: string): HTMLElement {
  return h('span', { class: `codicon codicon-${name}`, 'aria-hidden': 'true' });
}

/** Sets an element's text only when it changes, so that a screen reader is not told the same again. */
export function setText(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

/**
 * Shows one element per item and keeps those whose item is unchanged, with their focus.
 *
 * @param key names an item among its siblings
 */
export function renderList<T>(
  container: HTMLElement,
  items: readonly T[],
  key: (item: T) => string,
  build: (item: T) => HTMLElement,
): void {
  const before = new Map<string, HTMLElement>();
  for (const child of container.children)
    if (child instanceof HTMLElement && child.dataset.key !== undefined) before.set(child.dataset.key, child);
  const after = items.map((item) => {
    const name = key(item);
    const version = JSON.stringify(item);
    const old = before.get(name);
    if (old?.dataset.version === version) return old;
    const made = build(item);
    made.dataset.key = name;
    made.dataset.version = version;
    return made;
  });
  const same =
    after.length === container.children.length && after.every((each, at) => each === container.children[at]);
  if (!same) container.replaceChildren(...after);
}
