package dev.granary.document;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.chunk.ChunkLayout;
import dev.granary.digest.Digests;
import dev.granary.session.Session;
import dev.granary.store.FaultyStore;
import dev.granary.store.FaultyStore.Fault;
import dev.granary.store.GlassStore;
import dev.granary.store.Step;
import dev.granary.store.Table;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests small values under a key. Each change happens as a whole or not at all. */
final class DocumentsTest {
  private final GlassStore disk = new GlassStore();
  private final FaultyStore store = new FaultyStore(disk);
  private final Documents documents = new Documents(session());

  private Session session() {
    return Session.open(
        store, () -> 1_800_000_000_000L, () -> journal -> true, "me", Digests.JAVA, layout());
  }

  private static ChunkLayout layout() {
    return new ChunkLayout(4);
  }

  @AfterEach
  void totalsEqualARecount() {
    assertEquals(disk.recount().toString(), disk.totals().toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "{}", "{\"a\": [1, \"\u00e4\\n\ud83d\ude00\"]}", "\"\"", " 1 "})
  void theTextIsKeptUnchanged(String json) {
    documents.put("k", json);
    assertEquals(json, documents.get("k"));
    assertEquals(json, new Documents(session()).get("k"));
    assertEquals(json.length(), disk.totals().bytes(Table.DOCUMENTS));
  }

  @Test
  void aSecondPutReplacesTheFirst() {
    documents.put("k", "\"the first\"");
    documents.put("k", "2");
    assertEquals("2", documents.get("k"));
    assertEquals(1, disk.totals().count(Table.DOCUMENTS));
    assertEquals(1, disk.totals().bytes(Table.DOCUMENTS));
  }

  @Test
  void aMissingDocumentIsNullAndNotDeleted() {
    documents.put("kk", "1");
    assertNull(documents.get("k"));
    assertFalse(documents.delete("k"));
    assertEquals(List.of("kk"), documents.keys(""));
  }

  @Test
  void aDeletedDocumentIsNull() {
    documents.put("a", "1");
    documents.put("b", "2");
    assertTrue(documents.delete("a"));
    assertNull(documents.get("a"));
    assertEquals("2", documents.get("b"));
    assertFalse(documents.delete("a"));
    assertEquals(1, disk.totals().count(Table.DOCUMENTS));
  }

  @Test
  void keysAreListedByPrefixInOrder() {
    for (String key : List.of("b/2", "a", "b/10", "b", "c", "B/1")) {
      documents.put(key, "0");
    }
    assertEquals(List.of("b/10", "b/2"), documents.keys("b/"));
    assertEquals(List.of("B/1", "a", "b", "b/10", "b/2", "c"), documents.keys(""));
    assertEquals(List.of(), documents.keys("d"));
  }

  @Test
  void documentsAreNotFiles() {
    documents.put("k", "1");
    assertNull(disk.row(Table.FILES, "k"));
    assertEquals(0, disk.totals().count(Table.FILES));
    assertEquals(0, disk.totals().storedBytes());
  }

  @Test
  void aFailedPutKeepsTheOldDocument() {
    documents.put("k", "\"old\"");
    store.failAt(Step.DOCUMENT_PUT, 1, Fault.FAIL);
    assertFails(Code.FAILED, () -> documents.put("k", "\"new\""));
    assertTrue(store.fired());
    assertEquals("\"old\"", documents.get("k"));
    store.failAt(Step.DOCUMENT_DELETE, 1, Fault.FAIL);
    assertFails(Code.FAILED, () -> documents.delete("k"));
    assertEquals("\"old\"", documents.get("k"));
  }

  @Test
  void aPutWithoutRoomIsTriedOnceMore() {
    store.failAt(Step.DOCUMENT_PUT, 1, Fault.QUOTA);
    documents.put("k", "1");
    assertEquals(2, store.commits(Step.DOCUMENT_PUT));
    assertEquals("1", documents.get("k"));
    store.failAt(Step.DOCUMENT_PUT, 1, 2, Fault.QUOTA);
    assertFails(Code.QUOTA, () -> documents.put("k", "2"));
    assertEquals("1", documents.get("k"));
  }

  private static void assertFails(Code code, Runnable work) {
    GranaryException failure = assertThrows(GranaryException.class, work::run);
    assertEquals(code, failure.code());
    assertEquals("k", failure.details().get("key"));
  }
}
