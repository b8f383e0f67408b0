import { FingerprintDefSchema } from '../../codec/protobuf/generated/tensorflow/fingerprint_pb.ts';
import { decode } from '../../codec/protobuf/decode.ts';
import { shownName } from '../../protocol/visible-text.ts';
import type { ArtifactTree } from '../../io/byte-source.ts';
import type { Fact } from '../../protocol/model.ts';
import { fingerprintFile } from './files.ts';
import { readSmallFile } from './small-file.ts';

/**
 * The facts of fingerprint.pb: hashes that TensorFlow computed when it saved. They are shown and never recomputed:
 * TensorFlow 2.19 computes others than 2.11 wrote, for the same model.
 * @throws ReadError for a damaged file
 */
export async function fingerprintFacts(tree: ArtifactTree): Promise<Fact[]> {
  const file = await readSmallFile(tree, fingerprintFile);
  if (!file) return [];
  const fingerprint = decode(FingerprintDefSchema, file.bytes, file.place);
  const fact = (name: string, value: string): Fact => ({
    group: 'Fingerprint',
    name,
    value,
    source: fingerprintFile,
  });
  const facts = [
    fact('Saved model checksum', String(fingerprint.savedModelChecksum)),
    fact('Graph hash', String(fingerprint.graphDefProgramHash)),
    fact('Signatures hash', String(fingerprint.signatureDefHash)),
    fact('Object graph hash', String(fingerprint.savedObjectGraphHash)),
    fact('Checkpoint hash', String(fingerprint.checkpointHash)),
  ];
  if (fingerprint.uuid !== '') facts.push(fact('UUID', shownName(fingerprint.uuid)));
  return facts;
}
