import { expect, it } from 'vitest';
import { isPrivateHost } from '../../src/state/privateHosts';

const hostnameOf = (host: string) => new URL(`http://${host}/`).hostname;

it.each([
  'localhost',
  'LOCALHOST.',
  'app.localhost',
  'printer.local',
  'nas.lan',
  'router.home.arpa',
  'build.corp.internal',
  'intranet',
  '127.0.0.1',
  '127.1',
  '0x7f000001',
  '2130706433',
  '0',
  '10.0.0.7',
  '100.64.0.1',
  '169.254.169.254',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.1.20',
  '224.0.0.1',
  '255.255.255.255',
  '[::1]',
  '[::]',
  '[fe80::1]',
  '[fd12:3456::1]',
  '[::ffff:127.0.0.1]',
  '[::ffff:192.168.0.1]',
])('%s is private', (host) => expect(isPrivateHost(hostnameOf(host))).toBe(true));

it.each([
  'example.com',
  'example.com.',
  'localhost.example.com',
  'local.dev',
  'mylan.net',
  '1.1.1.1',
  '172.32.0.1',
  '11.0.0.1',
  '[2606:4700:4700::1111]',
  '[::ffff:8.8.8.8]',
  'xn--bcher-kva.example',
])('%s is public', (host) => expect(isPrivateHost(hostnameOf(host))).toBe(false));
