/** The demonstration. It uses the core as anybody would; nothing depends on it. */
package dev.granary.demo;
