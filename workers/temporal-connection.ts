import { NativeConnection, type NativeConnectionOptions } from '@temporalio/worker';
import { ConfigurationError } from './configuration/problem.ts';

export interface TemporalTarget {
  readonly connectionOptions: NativeConnectionOptions;
  readonly namespace: string;
}

const DEFAULT_ADDRESS = 'localhost:7233';

/**
 * A connection to a server that answers, lets us in and has the namespace.
 * @throws ConfigurationError in one line that names the variable to look at
 */
export async function connectTemporal({ connectionOptions, namespace }: TemporalTarget): Promise<NativeConnection> {
  const address = connectionOptions.address ?? DEFAULT_ADDRESS;
  let connection: NativeConnection | null = null;
  try {
    connection = await NativeConnection.connect(connectionOptions);
    await connection.workflowService.describeNamespace({ namespace });
    return connection;
  } catch (error) {
    if (connection !== null && codeOf(error) === UNIMPLEMENTED) return connection; // the time-skipping test server
    await connection?.close();
    throw new ConfigurationError([tell(error, { address, namespace })], { cause: error });
  }
}

const NOT_FOUND = 5;
const INVALID_ARGUMENT = 3;
const PERMISSION_DENIED = 7;
const UNIMPLEMENTED = 12;
const UNAUTHENTICATED = 16;

/** While it connects, the client has no code for a refusal: only the words of its transport. */
const REFUSED = /unauthenticated|permission|unauthorized|authentication/i;
const WRONG_ADDRESS = /invalid address/i;
const TLS = /certificate|privatekey|tls|ssl|InvalidMessage|InvalidData|UnknownIssuer|UnknownCA|HandshakeFailure|AlertReceived/i;

function tell(error: unknown, { address, namespace }: { readonly address: string; readonly namespace: string }): string {
  const code = codeOf(error);
  const words = Error.isError(error) ? error.message : '';
  if (code === NOT_FOUND || code === INVALID_ARGUMENT)
    return `TEMPORAL_NAMESPACE: expected a namespace of the Temporal server at ${address}, which has none named "${namespace}": set it to one that exists (Temporal Cloud: name.account), or create it: temporal operator namespace create --namespace ${namespace}`;
  if (code === PERMISSION_DENIED || code === UNAUTHENTICATED || REFUSED.test(words))
    return `The Temporal server at ${address} refuses us: expected a TEMPORAL_API_KEY, or a client certificate (TEMPORAL_TLS_…), that may use namespace "${namespace}". Check that it is valid and that TEMPORAL_NAMESPACE is the right one.`;
  if (WRONG_ADDRESS.test(words)) return 'TEMPORAL_ADDRESS: expected host:port, like localhost:7233: write it so.';
  if (TLS.test(words))
    return `No secure connection to the Temporal server at ${address}: expected what TEMPORAL_TLS_… and TEMPORAL_API_KEY say (an API key wants TLS as well). Check the certificates, or unset them for a server without TLS; check TEMPORAL_ADDRESS.`;
  return `Temporal does not answer at ${address}: start it, or set TEMPORAL_ADDRESS to the host:port of one that runs.`;
}

function codeOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null ? Reflect.get(error, 'code') : undefined;
}
