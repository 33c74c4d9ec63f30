package dev.granary.model;

import java.util.ArrayList;
import java.util.List;

/** Writes safetensors files whose tensors are texts, as in {@code w=aabb}, in their order. */
public final class TextSafetensors {
  private TextSafetensors() {}

  public static String of(String... tensors) {
    List<String> entries = new ArrayList<>();
    StringBuilder data = new StringBuilder();
    for (String tensor : tensors) {
      String[] both = tensor.split("=", 2);
      String place = data.length() + "," + (data.length() + both[1].length());
      entries.add(
          "\"%s\":{\"dtype\":\"U8\",\"shape\":[%d],\"data_offsets\":[%s]}"
              .formatted(both[0], both[1].length(), place));
      data.append(both[1]);
    }
    return file("{" + String.join(",", entries) + "}", data.toString());
  }

  /** Writes a file with any header. */
  public static String file(String header, String data) {
    StringBuilder padded = new StringBuilder(header);
    while ((padded.length() & 0x80) != 0) {
      padded.append(' ');
    }
    char low = (char) (padded.length() & 0xff);
    char high = (char) (padded.length() >> 8);
    return "" + low + high + "\0\0\0\0\0\0" + padded + data;
  }

  /** Returns the length of everything before the first tensor. */
  public static int start(String file) {
    return 8 + file.charAt(0) + (file.charAt(1) << 8);
  }
}
