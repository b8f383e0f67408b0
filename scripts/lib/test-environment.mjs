// @ts-check
import { packExtension } from './build.mjs';
import { findChromium, howToGetChromium } from './chromium.mjs';
import { fixtures } from './fixtures.mjs';
import { interpreterOf, oracleEnvironment, whyNoOracle } from './oracle.mjs';
import { setUpRuntime } from './runtime.mjs';
import { vscodeServer } from './vscode-server.mjs';

/** @typedef {Record<string, string>} Environment variables for the tests' processes */

/**
 * What tests need to ask TensorFlow and to run models with the very same one; got first where it is missing.
 *
 * @returns {Promise<{environment: Environment} | {missing: string}>} `missing`: why it cannot be had
 */
export async function tensorflowEnvironment() {
  const folder = await oracleEnvironment();
  if (!folder) return { missing: await whyNoOracle() };
  await setUpRuntime({ VIRTUAL_ENV: folder });
  return {
    environment: {
      SAVED_MODEL_ORACLE_PYTHON: interpreterOf(folder),
      SAVED_MODEL_FIXTURES: await fixtures(folder),
      VIRTUAL_ENV: folder,
    },
  };
}

/**
 * What tests need to drive the packed extension in a real VS Code, too.
 *
 * @returns {Promise<{environment: Environment} | {missing: string}>}
 */
export async function workbenchEnvironment() {
  const chromium = await findChromium();
  if (!chromium) return { missing: `no Chromium: ${howToGetChromium}` };
  const tensorflow = await tensorflowEnvironment();
  if ('missing' in tensorflow) return tensorflow;
  const [server, vsix] = [await vscodeServer(), await packExtension()];
  return {
    environment: {
      ...tensorflow.environment,
      SAVED_MODEL_CHROMIUM: chromium,
      SAVED_MODEL_VSCODE_SERVER: server,
      SAVED_MODEL_VSIX: vsix,
    },
  };
}
