/** What of an image matters to the trainer's way through it. */
export interface ImageFacts {
  /** Images of one kind take the same way: size class, format, caption, controls, mask. */
  readonly kind: string;
  /** Something that may end a run when this image's turn comes. */
  readonly trouble: boolean;
}

/**
 * The images to rehearse with, as indexes in ascending order: the first of each kind, beginning with the commonest kind, then
 * kinds that may be trouble, then the others; and further images up to `least`.
 *
 * @param most how many images at most; kinds with trouble may add `extra`
 */
export function pickImages(
  images: readonly ImageFacts[],
  { least, most, extra }: { readonly least: number; readonly most: number; readonly extra: number },
): number[] {
  const kinds = new Map<string, number[]>();
  for (const [index, image] of images.entries()) {
    kinds.set(image.kind, [...(kinds.get(image.kind) ?? []), index]);
  }
  const groups = [...kinds.values()];
  const commonest = groups.reduce<number[]>((best, group) => (group.length > best.length ? group : best), []);
  const isTrouble = (group: readonly number[]) => images[group[0] ?? -1]?.trouble === true;
  const others = groups.filter((group) => group !== commonest);
  const ordered = [commonest, ...others.filter(isTrouble), ...others.filter((group) => !isTrouble(group))];
  const troubles = ordered.slice(1).filter(isTrouble).length;
  const limit = most + Math.min(extra, troubles);
  const chosen = new Set(ordered.slice(0, limit).flatMap((group) => group.slice(0, 1)));
  for (let index = 0; index < images.length && chosen.size < Math.min(least, images.length); index++) {
    chosen.add(index);
  }
  return [...chosen].sort((a, b) => a - b);
}
