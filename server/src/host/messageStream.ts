// A stream for the protocol's messages that hands each on in one piece.
// Must not know the protocol beyond its header. (LSP, "Base Protocol": a header part that ends with an empty line.)
import { Writable } from 'node:stream';

/**
 * Writes to a stream what is written here, but a header together with the content behind it: each write to a pipe
 * wakes the reader, and one that wakes for a header alone has to wait again.
 */
export function wholeMessages(target: Writable): Writable {
  let header: Buffer | null = null;
  return new Writable({
    write(chunk: Buffer, _encoding, done) {
      if (!header && chunk.subarray(-4).equals(END_OF_HEADER) && chunk.subarray(0, 8).equals(HEADER)) {
        header = chunk;
        done();
        return;
      }
      const whole = header ? Buffer.concat([header, chunk]) : chunk;
      header = null;
      target.write(whole, done);
    },
    final(done) {
      target.end(done);
    },
  });
}

const HEADER = Buffer.from('Content-');
const END_OF_HEADER = Buffer.from('\r\n\r\n');
