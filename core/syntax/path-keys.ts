const pathKey =
  /(?:^|_)(?:paths?|folders?|dir|file|root)(?:_\d+)?$|^(?:ctrl_img|image|img|unconditional_path)(?:_?\d+)?$/;

/** Whether a key's name says that its value is a path, in whatever section it stands. */
export function namesPath(key: string | number | undefined): boolean {
  return typeof key === 'string' && pathKey.test(key);
}
