/** A TensorFlow that is fetched where the machine has none of its own. */
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

/** At least one, the usual one first. */
export type Releases = readonly [Release, ...Release[]];

/** The releases for this machine; null where no wheel of TensorFlow holds its C library. */
export function releasesFor(
  platform: NodeJS.Platform = process.platform,
  arch: string = process.arch,
): Releases | null {
  return releasesOf[`${platform}-${arch}`] ?? null;
}

/**
 * The release to fetch with a Python of this version ("3.13"): the one that it can install, too, so that a single
 * wheel serves whoever wants TensorFlow in Python; else the usual one.
 */
export function releaseFor(python: string | null, releases: Releases): Release {
  return releases.find(({ pythons }) => python !== null && pythons.includes(python)) ?? releases[0];
}

/** The versions of test/fixtures/requirements.txt, so that the tests download no other; one of them compares. */
const usual = {
  version: '2.19.1',
  pythons: ['3.12', '3.11', '3.10', '3.9'],
  wheelBytes: 251_795_484,
  unpackedBytes: 752_000_000,
} as const;
/** The first with a wheel for Python 3.13. */
const newer = {
  version: '2.20.0',
  pythons: ['3.13'],
  wheelBytes: 259_121_810,
  unpackedBytes: 785_000_000,
} as const;

type Wheel = Pick<Release, 'package' | 'platformTag'>;

const both = (wheel: Wheel): Releases => [
  { ...usual, ...wheel },
  { ...newer, ...wheel },
];

const releasesOf: Readonly<Record<string, Releases>> = {
  'linux-x64': both({ package: 'tensorflow-cpu', platformTag: /linux.*_x86_64$/ }),
  // tensorflow-cpu has no wheels for these two; there, tensorflow itself comes without GPU code.
  'linux-arm64': both({ package: 'tensorflow', platformTag: /linux.*_aarch64$/ }),
  'darwin-arm64': both({ package: 'tensorflow', platformTag: /^macosx_.*_arm64$/ }),
  // The last version for Intel Macs.
  'darwin-x64': [
    { ...usual, version: '2.16.2', package: 'tensorflow', platformTag: /^macosx_.*_x86_64$/ },
  ],
};

/** First version whose wheels carry the C API that the addon is linked with. */
export const oldestVersion = '2.12';

/** Whether a version is `oldestVersion` or newer; pre-releases count as their release. */
export function isNewEnough(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map((part) => Number.parseInt(part, 10));
  return major > 2 || (major === 2 && minor >= 12);
}
