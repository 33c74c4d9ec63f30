package dev.granary.file;

import static dev.granary.file.Bench.fails;
import static dev.granary.file.Bench.sized;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.granary.Cancel;
import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.catalog.FileManifest;
import dev.granary.catalog.FileSpec;
import dev.granary.catalog.Journal;
import dev.granary.chunk.ByteSource;
import dev.granary.chunk.ChunkSource;
import dev.granary.document.Documents;
import dev.granary.space.AccessLog;
import dev.granary.store.Batch;
import dev.granary.store.Row;
import dev.granary.store.Step;
import dev.granary.store.Table;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests what a caller does with files. */
final class FilesTest {
  private final Bench bench = new Bench();

  @AfterEach
  void nothingIsLeftBehind() {
    bench.assertNothingIsLeftBehind();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a", "abc", "abcd", "abcde", "abcdabcdabcd", "abcdefghijklm"})
  void aStoredFileIsReadBack(String content) {
    TextSource source = new TextSource(content);
    FileManifest put = bench.files.put("k", source, FileSpec.ANY, Cancel.NEVER);
    assertEquals(content, bench.read("k"));
    assertEquals(content.length(), put.size());
    assertEquals((content.length() + 3) / 4, put.chunks().size());
    assertEquals(put, bench.files.open("k").manifest());
    assertEquals(1, source.closed);
    assertEquals(List.of(), bench.journals());
    assertEquals(0, bench.session.buffers().count());
  }

  @Test
  void theCallersSpecIsKept() {
    TextSource source = new TextSource("abcde");
    FileSpec spec = new FileSpec("text/plain", 5, null, true, "{\"a\": [1]}");
    FileManifest file = bench.files.put("k", source, spec, Cancel.NEVER);
    assertEquals("text/plain", file.type());
    assertTrue(file.pinned());
    assertEquals("{\"a\": [1]}", file.metadata());
    assertEquals(bench.now, file.createdAt());
    assertNull(file.origin());
    assertEquals(List.of(new FileInfo(file, bench.now)), bench.files.list(""));
  }

  @Test
  void aMissingKey() {
    assertNull(bench.files.open("k"));
    assertFalse(bench.files.has("k"));
    assertFalse(bench.files.delete("k"));
    assertEquals(List.of(), bench.files.list(""));
    GranaryException failure =
        Bench.fails(Code.NOT_FOUND, () -> bench.files.pin("an absent key", true));
    assertEquals("an absent key", failure.details().get("key"));
    assertTrue(failure.getMessage().contains("an absent key"), failure.getMessage());
  }

  @Test
  void keysAreListedByPrefixInOrder() {
    for (String key : List.of("b/2", "a", "b/10", "b", "c", "b/1\u00e4", "B/1")) {
      bench.put(key, key);
    }
    assertEquals(List.of("b/10", "b/1\u00e4", "b/2"), keys("b/"));
    assertEquals(List.of("b", "b/10", "b/1\u00e4", "b/2"), keys("b"));
    assertEquals(7, keys("").size());
    assertEquals(List.of(), keys("d"));
  }

  private List<String> keys(String prefix) {
    return bench.files.list(prefix).stream().map(FileInfo::key).toList();
  }

  @Test
  void deletingRemovesTheFileAndItsAccessTime() {
    bench.put("k", "abcde");
    bench.files.open("k");
    bench.session.accessLog().flush();
    assertEquals(1, bench.disk.rows(Table.ACCESS).size());
    assertTrue(bench.files.delete("k"));
    assertFalse(bench.files.has("k"));
    assertEquals(List.of(), bench.disk.rows(Table.ACCESS));
    assertFalse(bench.files.delete("k"));
  }

  @Test
  void openingCountsAsAUseAndFindingDoesNot() {
    bench.put("a", "1");
    bench.put("b", "2");
    bench.files.has("a");
    bench.files.list("");
    bench.files.open("b");
    bench.session.accessLog().flush();
    List<Row> accesses = bench.disk.rows(Table.ACCESS);
    assertEquals(List.of("file/b"), accesses.stream().map(Row::key).toList());
    assertEquals(bench.now, AccessLog.time(accesses.get(0)));
  }

  @Test
  void aPinStaysWhenItsFileIsOverwritten() {
    bench.put("k", "abcde");
    bench.files.pin("k", true);
    assertTrue(bench.put("k", "other").pinned());
    assertTrue(bench.files.open("k").manifest().pinned());
    bench.files.put("k", new TextSource("third"), pinned(false), Cancel.NEVER);
    assertFalse(bench.files.open("k").manifest().pinned(), "the caller said so");
    assertFalse(bench.put("k", "fourth").pinned());
  }

  /** A caller may pin the replaced file until the last transaction of its writer. */
  @Test
  void aPinSetDuringAnOverwriteStays() {
    bench.put("k", "abcde");
    Cancel pinning = () -> bench.files.pin("k", true);
    bench.files.put("k", new TextSource("other"), FileSpec.ANY, pinning);
    assertTrue(bench.files.open("k").manifest().pinned());
    assertEquals("other", bench.read("k"));
  }

  @Test
  void anUnreadablePinDoesNotPreventAnOverwrite() {
    bench.disk.commit(
        Batch.of(Step.FILE_COMMIT, 1).put(new Row(Table.FILES, "k", 0, 0, List.of(), "{")).build());
    assertFalse(bench.put("k", "abcde").pinned());
  }

  private static FileSpec pinned(boolean value) {
    return new FileSpec("", FileSpec.UNKNOWN, null, value, null);
  }

  @Test
  void pinningChangesNothingElse() {
    FileManifest before = bench.put("k", "abcde");
    bench.files.pin("k", true);
    FileManifest pinned = bench.files.open("k").manifest();
    assertTrue(pinned.pinned());
    assertEquals(before.withStamp(0), pinned.withPinned(false).withStamp(0));
    assertTrue(pinned.stamp() > before.stamp());
    bench.files.pin("k", false);
    assertFalse(bench.files.open("k").manifest().pinned());
    assertEquals("abcde", bench.read("k"));
  }

  @Test
  void anOpenFileStaysReadableAfterAnOverwriteOrADeletion() {
    bench.put("k", "the old one");
    OpenFile open = bench.files.open("k");
    bench.put("k", "the new one, longer");
    bench.session.sweep().run(0);
    assertEquals("the old one", Bench.read(open));
    assertEquals("the new one, longer", bench.read("k"));
    OpenFile second = bench.files.open("k");
    bench.files.delete("k");
    bench.session.sweep().run(0);
    assertEquals("the new one, longer", Bench.read(second));
    assertNull(bench.files.open("k"));
  }

  @Test
  void filesShareCommonChunks() {
    bench.put("a", "1111222233");
    bench.put("b", "2222111144");
    assertEquals(4, bench.disk.chunks().size());
    bench.files.delete("a");
    bench.session.sweep().run(0);
    assertEquals("2222111144", bench.read("b"));
    assertEquals(3, bench.disk.chunks().size());
  }

  /** An open file is a source. The chunks of the copy may have another size. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 8, 100})
  void anOpenFileIsCopiedWholeForAnyChunkSize(int chunkSize) {
    bench.put("a", "0123456789");
    bench.connect("first", chunkSize, Long.MAX_VALUE);
    bench.files.put("b", bench.files.open("a"), FileSpec.ANY, Cancel.NEVER);
    assertEquals("0123456789", bench.read("b"));
  }

  /** The error names the damaged file, not the copy. */
  @Test
  void aFailedCopyNamesTheDamagedFile() {
    bench.put("a", "0123456789");
    bench.disk.flip(bench.chunkId("a", 1), 0);
    OpenFile damaged = bench.files.open("a");
    GranaryException corrupt =
        Bench.fails(Code.CORRUPT, () -> bench.files.put("b", damaged, FileSpec.ANY, Cancel.NEVER));
    assertEquals("a", corrupt.details().get("key"));
    assertEquals(1, corrupt.details().get("chunk"));
    assertFalse(bench.files.has("b"));
  }

  @Test
  void adoptingAFileUnderAnotherKeyCopiesNoByte() {
    bench.put("a", "0123456789");
    FileManifest file = bench.files.find("a");
    FileSpec spec = new FileSpec("text/plain", 10, null, true, null);
    assertTrue(bench.files.adopt(file, "b", spec, Bench.ORIGIN));
    assertEquals("0123456789", bench.read("b"));
    assertEquals(3, bench.disk.chunks().size());
    assertTrue(bench.files.find("b").pinned());
    assertEquals("text/plain", bench.files.find("b").type());
    assertTrue(bench.files.adopt(bench.files.find("b"), "c", FileSpec.ANY, null));
    assertTrue(bench.files.find("c").pinned());
    assertEquals("text/plain", bench.files.find("c").type());
    assertEquals(Bench.ORIGIN, bench.files.find("b").origin());
    assertTrue(bench.files.delete("a"));
    assertEquals("0123456789", bench.read("b"));
  }

  @Test
  void adoptingRequiresAnUnchangedFileAndAFreeKey() {
    bench.put("a", "0123456789");
    bench.put("b", "another");
    FileManifest file = bench.files.find("a");
    assertFalse(bench.files.adopt(file, "b", FileSpec.ANY, null));
    bench.writers.begin("c", FileSpec.ANY, null, false, Cancel.NEVER);
    assertFalse(bench.files.adopt(file, "c", FileSpec.ANY, null));
    bench.put("a", "replaced");
    assertFalse(bench.files.adopt(file, "d", FileSpec.ANY, null));
    bench.files.delete("a");
    assertFalse(bench.files.adopt(file, "d", FileSpec.ANY, null));
    assertEquals("another", bench.read("b"));
    assertNull(bench.files.find("d"));
  }

  @Test
  void documentsAreDeletedWithTheirFileOnRequest() {
    Documents documents = new Documents(bench.session);
    for (String key : List.of("a", "a/config", "a/b/c", "ab", "a#", "b/a")) {
      documents.put(key, "1");
    }
    assertNull(bench.files.deleteWithDocuments("a"));
    assertEquals(6, documents.keys("").size());
    bench.put("a", "0123456789");
    assertEquals(List.of("a", "a/b/c", "a/config"), bench.files.deleteWithDocuments("a"));
    assertEquals(List.of("a#", "ab", "b/a"), documents.keys(""));
    assertFalse(bench.files.has("a"));
    bench.put("b", "0123456789");
    assertTrue(bench.files.delete("b"));
    assertEquals("1", documents.get("b/a"));
  }

  @Test
  void noFileHasTheKeyOfAJournalOfModels() {
    String key = Journal.RESERVED + "m@1/owner/1";
    for (FileSpec spec : List.of(FileSpec.ANY, sized(1))) {
      fails(Code.INVALID, () -> bench.files.put(key, new TextSource("a"), spec, Cancel.NEVER));
    }
    assertEquals(List.of(), bench.journals());
  }

  /** As after a computer slept: the chunk that is being stored has touched the journal already. */
  @Test
  void aClockThatJumpsWhileChunksAreStoredEndsNoWriter() {
    byte[] content = "aaaabbbbcccc".getBytes(StandardCharsets.US_ASCII);
    int[] at = {0};
    ByteSource bytes =
        (into, offset, length) -> {
          int part = Math.min(length, content.length - at[0]);
          System.arraycopy(content, at[0], into.memory(), offset, part);
          at[0] += part;
          return part == 0 ? -1 : part;
        };
    FileWriter.Progress sleeps = stored -> bench.now += ChunkSource.Beat.PATIENCE;
    bench.files.put("k", ChunkSource.of(bytes), FileSpec.ANY, Cancel.NEVER, sleeps);
    assertEquals("aaaabbbbcccc", bench.read("k"));
  }
}
