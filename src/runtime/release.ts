/** The TensorFlow that is fetched where the machine has none of its own. */
export interface Release {
  /** Name on PyPI; the one without GPU code where there is one, as it is half the size. */
  readonly package: string;
  readonly version: string;
  /** Bytes of its wheel; a few per cent off where it was not weighed. */
  readonly wheelBytes: number;
  /** Bytes of what is taken out of the wheel. */
  readonly unpackedBytes: number;
  /** Pythons that there are wheels for. What is inside does not depend on it, nor does any Python run it. */
  readonly pythons: readonly [string, ...string[]];
  /** End of the wheel's platform tag. */
  readonly platformTag: RegExp;
}

/** The release for this machine; null where TensorFlow publishes no wheel that holds its C library. */
export function releaseFor(
  platform: NodeJS.Platform = process.platform,
  arch: string = process.arch,
): Release | null {
  return releases[`${platform}-${arch}`] ?? null;
}

const common = {
  version: '2.19.1',
  pythons: ['3.12', '3.11', '3.10', '3.9'],
  wheelBytes: 251_795_484,
  unpackedBytes: 748_000_000,
} as const;

const releases: Readonly<Record<string, Release>> = {
  'linux-x64': { ...common, package: 'tensorflow-cpu', platformTag: /linux.*_x86_64$/ },
  // tensorflow-cpu has no wheels for these two; there, tensorflow itself comes without GPU code.
  'linux-arm64': { ...common, package: 'tensorflow', platformTag: /linux.*_aarch64$/ },
  'darwin-arm64': { ...common, package: 'tensorflow', platformTag: /^macosx_.*_arm64$/ },
  // The last version for Intel Macs.
  'darwin-x64': {
    ...common,
    package: 'tensorflow',
    version: '2.16.2',
    platformTag: /^macosx_.*_x86_64$/,
  },
};

/** First version whose wheels carry the C API that the addon is linked with. */
export const oldestVersion = '2.12';

/** Whether a version is `oldestVersion` or newer; pre-releases count as their release. */
export function isNewEnough(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map((part) => Number.parseInt(part, 10));
  return major > 2 || (major === 2 && minor >= 12);
}
