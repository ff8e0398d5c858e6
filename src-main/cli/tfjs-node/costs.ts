/** @file What the engine tfjs-node costs in network, disk and time: said before its package is fetched, and by --help. */
import { GIGABYTE, NEEDED_BYTES } from './build.ts';
import { WHEEL } from './wheel.ts';

const fetched = `${(WHEEL.bytes / 1e6).toFixed(0)} MB`;
const needed = `${(NEEDED_BYTES / GIGABYTE).toFixed(1)} GB`;

/** Measured on Linux x64. How big the package's own download is, its storage site alone says. */
export const COSTS = `What it brings, into resources/tfjs-node (removing that folder's node_modules takes it all away):
  packages      127 from npm's registry, 250 MB on disk
  native parts  by the package's own download, or else built from TensorFlow's Python
                wheel: ${fetched} fetched by pip, ${needed} of disk on the way, 900 MB left;
                needs Linux x64, python3 with pip, and g++ or clang++
All of it, built, took 2 min 16 s on two cores that did other things besides.
Where the engine works already, nothing is fetched.`;
