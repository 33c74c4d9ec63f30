package dev.granary.model;

import static dev.granary.model.ModelRig.fails;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.granary.Cancel;
import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.catalog.ChunkRef;
import dev.granary.catalog.FileSpec;
import dev.granary.chunk.ChunkBuffer;
import dev.granary.chunk.ChunkLayout;
import dev.granary.chunk.ChunkSource;
import dev.granary.file.FileWriter.Progress;
import dev.granary.file.OpenFile;
import dev.granary.store.Batch;
import dev.granary.store.Table;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests where the chunks of files end that are cut at their tensors. */
final class AlignedSourceTest {
  private final ModelRig rig = new ModelRig();

  /** A tensor of three chunks, a small one, and one that fits into a chunk. */
  private static final String FILE = TextSafetensors.of("a=aabbccddee", "s=s", "b=ffgg");

  private OpenFile put(String key, String content, FileSpec spec) {
    ChunkSource source = ChunkSource.of(content.getBytes(ISO_8859_1));
    return rig.files.putAndOpen(key, source, spec, null, Cancel.NEVER, Progress.NONE);
  }

  private OpenFile aligned(String key, String content) {
    return put(key, content, FileSpec.ANY.aligned(true));
  }

  private static String text(OpenFile file) {
    return new String(file.bytes(), ISO_8859_1);
  }

  /** Returns the texts of the chunks after the header, and checks those of the header. */
  private List<String> cuts(OpenFile file, String content) {
    assertEquals(content, text(file));
    int start = TextSafetensors.start(content);
    List<String> cuts = new ArrayList<>();
    int at = 0;
    for (ChunkRef chunk : file.manifest().chunks()) {
      int end = at + chunk.size();
      if (at >= start) {
        cuts.add(content.substring(at, end));
      } else {
        assertEquals(Math.min(start, at + 4), end);
      }
      at = end;
    }
    assertEquals(content.length(), at);
    return cuts;
  }

  /** Returns the sizes that the chunks of a file have that is not cut at tensors. */
  private static List<Integer> full(String content, int chunkSize) {
    List<Integer> sizes = new ArrayList<>();
    ChunkLayout layout = new ChunkLayout(chunkSize);
    for (int i = 0; i < layout.count(content.length()); i++) {
      sizes.add(layout.length(i, content.length()));
    }
    return sizes;
  }

  private static List<Integer> sizes(OpenFile file) {
    List<Integer> sizes = new ArrayList<>();
    file.manifest().chunks().forEach(chunk -> sizes.add(chunk.size()));
    return sizes;
  }

  @Test
  void chunksEndWhereLargeTensorsBeginAndEnd() {
    List<String> expected = List.of("aabb", "ccdd", "ee", "s", "ffgg");
    assertEquals(expected, cuts(aligned("unknown size", FILE), FILE));
    FileSpec sized = new FileSpec("", FILE.length(), null, null, null).aligned(true);
    assertEquals(expected, cuts(put("known size", FILE, sized), FILE));
    assertEquals(0, rig.session.buffers().count());
    rig.assertNothingIsLeftBehind();
  }

  @Test
  void smallTensorsShareChunksWithWhatIsBesideThem() {
    String file = TextSafetensors.of("a=aabb", "s=s", "t=tt", "u=uuu", "b=ffgg");
    assertEquals(List.of("aabb", "sttu", "uu", "ffgg"), cuts(aligned("k", file), file));
  }

  @Test
  void aTensorInTwoFilesAndAModelIsStoredOnce() {
    aligned("one", FILE);
    int before = rig.disk.chunks().size();
    String other = TextSafetensors.of("first=zzzzz", "again=aabbccddee");
    int header = sizes(aligned("other", other)).size() - 5;
    // What the other file adds: its header and its first tensor.
    assertTrue(rig.disk.chunks().size() <= before + header + 2);
    int stored = rig.disk.chunks().size();
    rig.put("m", "1", "x=aabbccddee");
    assertEquals(stored, rig.disk.chunks().size());
  }

  @Test
  void aModelOfSuchAFileHasTheSameChunks() {
    OpenFile file = aligned("k.safetensors", FILE);
    int stored = rig.disk.chunks().size();
    OpenModel model =
        new FileImport(rig.models, rig.files)
            .run(ModelSpec.of("m", "1"), List.of(file), false, Cancel.NEVER, Progress.NONE);
    assertEquals("a=aabbccddee s=s b=ffgg", ModelRig.read(model));
    assertEquals(stored, rig.disk.chunks().size());
  }

  @Test
  void everyRangeReadsAsItWasStored() {
    OpenFile file = aligned("k", FILE);
    int first = TextSafetensors.start(FILE) - 3;
    for (int from = first; from <= FILE.length(); from++) {
      for (int to = from; to <= FILE.length(); to++) {
        assertEquals(FILE.substring(from, to), new String(file.bytes(from, to), ISO_8859_1));
      }
    }
  }

  @Test
  void filesOfOtherFormatsHaveFullChunks() {
    for (String content :
        List.of(
            "",
            "a",
            "aabb",
            "no model file",
            "{\"a\":1}",
            "GGUF",
            FILE.substring(0, 40),
            TextSafetensors.file("{\"a\":{}}", "aabbcc"),
            "\b\b" + "x".repeat(30))) {
      OpenFile file = aligned("k", content);
      assertEquals(content, text(file));
      assertEquals(full(content, 4), sizes(file), content);
    }
    assertEquals(0, rig.session.buffers().count());
  }

  /** Tensors that lie on each other would make a chunk of each byte. */
  @Test
  void aHostileHeaderHasNoEffect() {
    String entry = "\"%s\":{\"dtype\":\"U8\",\"shape\":[8],\"data_offsets\":[%d,%d]}";
    List<String> entries = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      entries.add(entry.formatted("t" + i, i, i + 8));
    }
    String file = TextSafetensors.file("{" + String.join(",", entries) + "}", "x".repeat(11));
    assertEquals(full(file, 4), sizes(aligned("k", file)));
  }

  @Test
  void tensorsBehindTheEndOfTheFileHaveNoEffect() {
    String file = FILE.substring(0, FILE.length() - 7);
    // Without a size nothing shows that the file is too short.
    assertEquals(List.of("aabb", "ccdd"), cuts(aligned("k", file), file));
    FileSpec sized = new FileSpec("", file.length(), null, null, null).aligned(true);
    assertEquals(full(file, 4), sizes(put("sized", file, sized)));
  }

  @Test
  void whereNothingCutsFilesChunksAreFull() {
    rig.session.cutBy(null);
    OpenFile file = aligned("k", FILE);
    assertEquals(FILE, text(file));
    assertEquals(full(FILE, 4), sizes(file));
  }

  @Test
  void aSourceThatFailsInTheHeaderEndsThePut() {
    GranaryException broken = new GranaryException(Code.INVALID, "The source is not valid.");
    ChunkSource content = ChunkSource.of(FILE.getBytes(ISO_8859_1));
    boolean[] thrown = {false};
    ChunkSource source =
        (index, into) -> {
          // Only once: a put that went on would store a file.
          if (index == 2 && !thrown[0]) {
            thrown[0] = true;
            throw broken;
          }
          return content.chunk(index, into);
        };
    FileSpec spec = FileSpec.ANY.aligned(true);
    assertSame(broken, fails(Code.INVALID, () -> rig.files.put("k", source, spec, Cancel.NEVER)));
    assertEquals(0, rig.session.buffers().count());
    assertEquals(List.of(), rig.disk.rows(Table.FILES));
    rig.assertNothingIsLeftBehind();
  }

  @Test
  void theSourceIsClosedOnceAlsoAfterAFailure() {
    for (int failAt : List.of(0, 3, 30, 1000)) {
      int[] closed = {0};
      ChunkSource content = ChunkSource.of(FILE.getBytes(ISO_8859_1));
      ChunkSource source =
          new ChunkSource() {
            @Override
            public int chunk(int index, ChunkBuffer into) {
              if (index == failAt) {
                throw new GranaryException(Code.NETWORK, "The line broke.");
              }
              return content.chunk(index, into);
            }

            @Override
            public void close() {
              closed[0]++;
            }
          };
      FileSpec spec = FileSpec.ANY.aligned(true);
      if (failAt == 1000) {
        assertNotNull(rig.files.put("k", source, spec, Cancel.NEVER));
      } else {
        fails(Code.NETWORK, () -> rig.files.put("k", source, spec, Cancel.NEVER));
      }
      assertEquals(1, closed[0]);
      assertEquals(0, rig.session.buffers().count());
    }
  }

  /** A header waits in memory, so it may not be of any length. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aHeaderMayReachSixteenMebibytes(boolean longer) {
    int chunk = 3 << 19;
    rig.connect("with large chunks", Batch.UNLIMITED, chunk);
    int most = 16 << 20;
    String entry = "{\"w\":{\"dtype\":\"U8\",\"shape\":[1048577],\"data_offsets\":[0,1048577]}";
    int length = most - 8 + (longer ? 1 : 0);
    StringBuilder file = new StringBuilder();
    for (int shift = 0; shift < 64; shift += 8) {
      file.append((char) (shift < 32 ? length >> shift & 0xff : 0));
    }
    file.append(entry).append(" ".repeat(length - entry.length() - 1)).append('}');
    file.append("d".repeat((1 << 20) + 1));
    OpenFile stored = aligned("k", file.toString());
    List<Integer> expected = new ArrayList<>(Collections.nCopies(10, chunk));
    expected.addAll(List.of(most - 10 * chunk, (1 << 20) + 1));
    assertEquals(longer ? full(file.toString(), chunk) : expected, sizes(stored));
    assertEquals(file.toString(), text(stored));
    assertEquals(0, rig.session.buffers().count());
  }
}
