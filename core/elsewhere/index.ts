/** The facade of `core/elsewhere`: tasks that train a config on another machine. */
export { isAccelerator, isInfra } from './gpus';
export type { Upload } from './remote-config';
export { type SkyOptions, type SkyTask, skyTask } from './sky-task';
