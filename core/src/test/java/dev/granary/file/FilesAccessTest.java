package dev.granary.file;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.granary.store.Batch;
import dev.granary.store.Row;
import dev.granary.store.Step;
import dev.granary.store.Table;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tests the time of last use in a file's listing. */
final class FilesAccessTest {
  private final Bench bench = new Bench();
  private final long stored = bench.now;

  FilesAccessTest() {
    bench.put("k", "abc");
  }

  private long lastAccessed() {
    List<FileInfo> found = bench.files.list("");
    assertEquals(List.of("k"), found.stream().map(FileInfo::key).toList());
    return found.get(0).lastAccessed();
  }

  @Test
  void aFileThatWasNeverReadWasLastUsedWhenItWasStored() {
    bench.now += 1000;
    assertEquals(stored, lastAccessed());
  }

  @Test
  void anAccessCountsBeforeItIsWritten() {
    bench.now += 1000;
    bench.files.open("k");
    bench.now += 1000;
    assertEquals(List.of(), bench.disk.rows(Table.ACCESS));
    assertEquals(stored + 1000, lastAccessed());
  }

  @Test
  void anAccessCountsOnceItIsWritten() {
    bench.now += 1000;
    bench.files.open("k");
    bench.session.accessLog().flush();
    assertEquals(stored + 1000, lastAccessed());
    bench.dieAndReconnect("another");
    assertEquals(stored + 1000, lastAccessed());
  }

  @Test
  void theLatestAccessCounts() {
    bench.now += 5000;
    bench.files.open("k");
    bench.session.accessLog().flush();
    bench.now += 1000;
    bench.files.open("k");
    assertEquals(stored + 6000, lastAccessed());
    bench.put("k", "stored anew");
    bench.now += 1000;
    assertEquals(stored + 6000, lastAccessed());
  }

  @Test
  void aClockThatWasSetBackMakesNothingOlder() {
    bench.now += 5000;
    bench.files.open("k");
    bench.session.accessLog().flush();
    bench.now -= 100_000;
    bench.files.open("k");
    assertEquals(stored + 5000, lastAccessed());
  }

  @Test
  void anAccessOfAnotherOrADeletedFileDoesNotCount() {
    bench.put("kk", "abc");
    bench.now += 1000;
    bench.files.open("kk");
    bench.files.delete("kk");
    assertEquals(stored, lastAccessed());
    bench.session.accessLog().flush();
    assertEquals(stored, lastAccessed());
  }

  /** Access times are written relaxed, so after a loss of power the row may hold anything. */
  @Test
  void aDamagedTimeHidesNoFile() {
    bench.disk.commit(
        Batch.of(Step.ACCESS, stored)
            .put(new Row(Table.ACCESS, "file/k", 0, 0, List.of(), "damaged"))
            .build());
    assertEquals(stored, lastAccessed());
  }
}
