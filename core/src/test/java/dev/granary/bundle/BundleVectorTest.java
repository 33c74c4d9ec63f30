package dev.granary.bundle;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.granary.Cancel;
import dev.granary.catalog.FileManifest;
import dev.granary.catalog.FileSpec;
import dev.granary.catalog.Origin;
import dev.granary.chunk.ChunkSource;
import dev.granary.digest.Hex;
import dev.granary.digest.Sha256;
import dev.granary.file.FileWriter;
import dev.granary.file.Writers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Tests the vectors of docs/bundle-format.md. A few lines of Python made them, which follow that
 * page and know nothing of this code.
 */
final class BundleVectorTest {
  private static final String EMPTY =
      "896772616e61727901000000454e442e16000000651157699a8d11aa7af6866093e8ed37f9838d46eddc356b"
          + "57c866356273b2367b2266696c6573223a302c226368756e6b73223a307d";

  private static final String THREE =
      "896772616e6172790100000046494c4549010000c9c0e3c3654e4b7aa8ce418c4866b7ce3079a443986b029a"
          + "8341c1dd6a6df1297b226b6579223a2261222c2266696c65223a7b2276223a312c2273697a65223a362c2274"
          + "797065223a22746578742f706c61696e222c22736861323536223a2235383931623562353232643564663038"
          + "3664306666306231313066626439643231626234666337313633616633346430383238366132653834366636"
          + "62653033222c22637265617465644174223a302c2270696e6e6564223a66616c73652c226f726967696e223a"
          + "7b2275726c223a2268747470733a2f2f6578616d706c652e6f72672f61222c2276616c696461746f72223a22"
          + "5c22315c22227d2c226d65746164617461223a7b226e223a225c7530306534227d2c226368756e6b73223a5b"
          + "5b22353839316235623532326435646630383664306666306231313066626439643231626234666337313633"
          + "61663334643038323836613265383436663662653033222c365d5d7d7d43484e4b060000005891b5b522d5df"
          + "086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be0368656c6c6f0a46494c45e800000069df64f8d1"
          + "266a985410f4ee6b512f225a67532554ff86b41abdc9733527daeb7b226b6579223a2262222c2266696c6522"
          + "3a7b2276223a312c2273697a65223a362c2274797065223a22222c22736861323536223a2235383931623562"
          + "3532326435646630383664306666306231313066626439643231626234666337313633616633346430383238"
          + "36613265383436663662653033222c22637265617465644174223a302c2270696e6e6564223a66616c73652c"
          + "226368756e6b73223a5b5b223538393162356235323264356466303836643066663062313130666264396432"
          + "3162623466633731363361663334643038323836613265383436663662653033222c365d5d7d7d46494c45a6"
          + "000000e3286adfc391d68c343173da49a1da629fe7483accb22cd86becf952da61b4077b226b6579223a2265"
          + "6d707479222c2266696c65223a7b2276223a312c2273697a65223a302c2274797065223a22222c2273686132"
          + "3536223a22653362306334343239386663316331343961666266346338393936666239323432376165343165"
          + "34363439623933346361343935393931623738353262383535222c22637265617465644174223a302c227069"
          + "6e6e6564223a66616c73652c226368756e6b73223a5b5d7d7d454e442e160000009c9b21ad3cc18cf992b339"
          + "4ff1ad81bbd3bd6bef6fca1f2453f7102b3c615bba7b2266696c6573223a332c226368756e6b73223a317d";

  private static final byte[] HELLO = "hello\n".getBytes(StandardCharsets.US_ASCII);

  private final BundleRig rig = new BundleRig();

  @Test
  void noFileAtAll() {
    assertEquals(EMPTY, Hex.encode(rig.export()));
    assertEquals(List.of(), rig.take(Hex.decode(EMPTY)));
  }

  @Test
  void threeFilesOfWhichTwoShareAChunk() {
    FileSpec spec = new FileSpec("text/plain", 6, null, true, "{\"n\":\"\u00e4\"}");
    Origin origin = new Origin("https://example.org/a", "\"1\"");
    new Writers(rig.session)
        .begin("a", spec, origin, false, Cancel.NEVER)
        .write(ChunkSource.of(HELLO), Cancel.NEVER, FileWriter.Progress.NONE);
    rig.put("b", HELLO);
    rig.put("empty", new byte[0]);
    assertEquals(THREE, Hex.encode(rig.export("a", "b", "empty")));

    BundleRig to = new BundleRig();
    List<FileManifest> taken = to.take(Hex.decode(THREE));
    assertEquals(List.of("a", "b", "empty"), taken.stream().map(FileManifest::key).toList());
    assertEquals(origin, taken.get(0).origin());
    assertArrayEquals(HELLO, to.read("a"));
    assertArrayEquals(HELLO, to.read("b"));
    assertArrayEquals(new byte[0], to.read("empty"));
  }

  @Test
  void aFileOfThreeChunks() {
    byte[] content = new byte[150_000];
    for (int i = 0; i < content.length; i++) {
      content[i] = (byte) ((long) i * i / 1000);
    }
    rig.put("big", content);
    byte[] bundle = rig.export("big");
    assertEquals(150627, bundle.length);
    assertEquals(
        "4ca61f32747c7c3d42b171d9a0c9e6a3b476ab7c30e60c705f558c2d1f4ebf9c",
        Hex.encode(Sha256.of(bundle, 0, bundle.length)));
  }
}
