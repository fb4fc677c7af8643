/** The oldest NVIDIA driver for each major version of CUDA, as NVIDIA's compatibility table lists them. */
const oldestDriver: Readonly<Record<number, number>> = { 11: 450, 12: 525, 13: 580 };

/**
 * The driver that a torch needs, where the driver that is there is older. Undefined when it is new enough or not known.
 *
 * @param build the CUDA that torch is built for: `13.0`
 * @param driver the driver's version: `550.54.14`
 */
export function missingDriver(build: string | undefined, driver: string | undefined): number | undefined {
  const least = oldestDriver[Number.parseInt(build ?? '', 10)];
  const present = Number.parseInt(driver ?? '', 10);
  if (least === undefined || Number.isNaN(present)) return undefined;
  return present < least ? least : undefined;
}

/**
 * Whether a torch has code for a GPU. Kernels run on every GPU of the same major capability that is not older; `compute_`
 * entries are compiled for any newer GPU when they are loaded.
 *
 * @param capability `8.9`
 * @param architectures such as `sm_86` and `compute_90`; empty means unknown, which counts as fitting
 */
export function hasKernels(capability: string, architectures: readonly string[]): boolean {
  const own = Math.round(Number(capability) * 10);
  if (architectures.length === 0 || Number.isNaN(own)) return true;
  return architectures.some((architecture) => {
    const [, kind, digits] = /^(sm|compute)_(\d+)/.exec(architecture) ?? [];
    const each = Number(digits);
    if (Number.isNaN(each) || each > own) return false;
    return kind === 'compute' || Math.floor(each / 10) === Math.floor(own / 10);
  });
}
