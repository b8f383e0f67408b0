/**
 * The path of what a layer holds by a name. A name of no characters stands as `""`: without it the path would be that
 * of the holder, and a walk from layer to holder would not end.
 *
 * @param parent '' for the model itself
 */
export function layerPath(parent: string, name: string): string {
  const part = name === '' ? '""' : name;
  return parent === '' ? part : `${parent}/${part}`;
}
