package juxta.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * One file to which records are only added. What arrives while the disk is busy shares the next fsync: the cheapest way to be durable that there is for
 * messages that come side by side.
 */
final class Journal {
  private final FileChannel file;
  private final Object disk = new Object();
  private long written;
  private long durable;

  Journal(Path path) throws IOException {
    file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  /** Returns when the record is on the disk. */
  void keep(byte[]... parts) throws IOException {
    final long mine;
    synchronized (this) {
      for (byte[] part : parts)
        for (ByteBuffer left = ByteBuffer.wrap(part); left.hasRemaining(); ) written += file.write(left);
      mine = written;
    }
    synchronized (disk) {
      if (durable >= mine) return;
      final long reached;
      synchronized (this) {
        reached = written;
      }
      file.force(false);
      durable = reached;
    }
  }
}
