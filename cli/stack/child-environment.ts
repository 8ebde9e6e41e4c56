type Environment = Readonly<Record<string, string | undefined>>;

/** What any program of this machine needs; nothing of it is a secret of ours. */
const OF_THE_MACHINE =
  /^(PATH|PATHEXT|HOME|USER|LOGNAME|USERPROFILE|APPDATA|LOCALAPPDATA|PROGRAMDATA|SYSTEMROOT|SYSTEMDRIVE|WINDIR|COMSPEC|TMPDIR|TEMP|TMP|LANG|LANGUAGE|LC_\w+|TZ|TERM|XDG_\w+|NODE_OPTIONS|NODE_COMPILE_CACHE|NODE_EXTRA_CA_CERTS|SSL_CERT_(?:FILE|DIR)|(?:HTTPS?|ALL|NO)_PROXY)$/i;
const OF_THE_SERVICE =
  /^(TEMPORAL_|GOOGLE_|AZURE_|GRAPH_|ENTRA_|SMTP_|PAYLOAD_KEY|REF_KEY|GROUPEMENT_|PARCOURS_|BENCH_|CACHED_WORKFLOWS$|TAKE_OVER_AFTER$|METRICS_ADDRESS$|NODE_TLS_REJECT_UNAUTHORIZED$)/;
const OF_THE_CODEC = /^(CODEC_|PAYLOAD_KEY|TEMPORAL_|GROUPEMENT_CONFIG$)/;

/** For a program that knows nothing of the service: Temporal's server, the sandbox. */
export function machineEnvironment(env: Environment): Environment {
  return only(env, [OF_THE_MACHINE]);
}

/** For the worker and what acts as it; whatever else stands in a shell (tokens of other tools) stays there. */
export function serviceEnvironment(env: Environment): Environment {
  return only(env, [OF_THE_MACHINE, OF_THE_SERVICE]);
}

/** For the codec server, which opens payloads and reaches no partner. */
export function codecEnvironment(env: Environment): Environment {
  return only(env, [OF_THE_MACHINE, OF_THE_CODEC]);
}

function only(env: Environment, allowed: readonly RegExp[]): Environment {
  return Object.fromEntries(Object.entries(env).filter(([name]) => allowed.some((names) => names.test(name))));
}
