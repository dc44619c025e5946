import { parse } from 'ipaddr.js';

// Names that resolve in the network of the reader only: RFC 6761, RFC 6762, RFC 8375, and .internal of ICANN. .lan is common in routers.
const privateNames = /(^|\.)(localhost|local|internal|home\.arpa|lan)$/;

/**
 * Whether a host is this computer, or in the network of the reader: addresses that are not public, and names that public servers do not have.
 * @param hostname of a URL, which writes each address in one form
 */
export function isPrivateHost(hostname: string): boolean {
  const name = hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
  if (name.includes(':') || /^[\d.]+$/.test(name)) return !isPublicAddress(name);
  return !name.includes('.') || privateNames.test(name);
}

function isPublicAddress(name: string): boolean {
  const address = parse(name);
  // IPv4 addresses have a form in IPv6.
  const isMapped = 'isIPv4MappedAddress' in address && address.isIPv4MappedAddress();
  return (isMapped ? address.toIPv4Address() : address).range() === 'unicast';
}
