/**
 * A line where the check of certificates is switched off.
 * @see https://nodejs.org/api/cli.html#node_tls_reject_unauthorizedvalue
 */
export function unsafeTls(set: Readonly<Record<string, string | undefined>>): readonly string[] {
  if (set['NODE_TLS_REJECT_UNAUTHORIZED'] !== '0') return [];
  return [
    'NODE_TLS_REJECT_UNAUTHORIZED=0 would let anybody pose as Google, Microsoft, the mail server or who signs people in: unset it, and name a certificate authority of your own in NODE_EXTRA_CA_CERTS. / Elle désactive la vérification des certificats : retirez-la.',
  ];
}
