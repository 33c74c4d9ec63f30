/**
 * Text from bytes. {@link dev.granary.text.Utf8} decodes UTF-8 strictly. A pure helper: what the
 * text means is known to the packages that read it.
 */
package dev.granary.text;
