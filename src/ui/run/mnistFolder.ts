import { pageBase } from '../../link/linkBase';

/** URL of the folder with the files of MNIST on this site. */
export function mnistFolder(): string {
  return new URL('samples/mnist/', pageBase()).href;
}
