// SPDX-License-Identifier: Apache-2.0
package org.reslab.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.reslab.InvalidArgumentException;
import org.reslab.NativeIoException;

class TextFileTest {
  private static final String TEXT = "epochs: 1\ndescription: şık, ağırlık\n";

  @TempDir Path temp;

  private Path file(byte[] bytes) throws IOException {
    return Files.write(temp.resolve("file.yaml"), bytes);
  }

  private Path file(String text, String charset) throws IOException {
    return file(text.getBytes(Charset.forName(charset)));
  }

  @Test
  void aByteOrderMarkIsDropped() throws IOException {
    assertThat(TextFile.read(file(TEXT, "UTF-8"), "file")).isEqualTo(TEXT);
    assertThat(TextFile.read(file("\uFEFF" + TEXT, "UTF-8"), "file")).isEqualTo(TEXT);
    assertThat(TextFile.read(file("\uFEFF", "UTF-8"), "file")).isEmpty();
    assertThat(TextFile.read(file("", "UTF-8"), "file")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "windows-1254, 2: byte 14 of the line is 0xFE",
    "ISO-8859-9, 2: byte 14 of the line is 0xFE",
    "IBM857, 2: byte 14 of the line is 0x9F"
  })
  void anotherEncodingIsNamedWithItsPlace(String charset, String place) throws IOException {
    Path file = file(TEXT, charset);
    assertThatThrownBy(() -> TextFile.read(file, "profile"))
        .isInstanceOf(InvalidArgumentException.class)
        .hasMessage(
            file
                + ":"
                + place
                + ", where the profile stops being UTF-8; save it as UTF-8, or convert it: iconv"
                + " -f ENCODING -t UTF-8 '"
                + file
                + "' > NEW_FILE, with ENCODING such as WINDOWS-1254 or LATIN1");
  }

  @Test
  void aCharacterThatIsCutOffIsNamed() throws IOException {
    Path file = file(new byte[] {'a', '\n', 'b', (byte) 0xC5});
    assertThatThrownBy(() -> TextFile.read(file, "file"))
        .hasMessageContaining(file + ":2: byte 2 of the line is 0xC5");
  }

  @ParameterizedTest
  @CsvSource({
    "UTF-16, UTF-16, ''",
    "UTF-16LE, UTF-16, \uFEFF",
    "UTF-16LE, UTF-16LE, ''",
    "UTF-16BE, UTF-16BE, ''",
    "UTF-32LE, UTF-32, \uFEFF",
    "UTF-32BE, UTF-32, \uFEFF",
    "UTF-32LE, UTF-32LE, ''"
  })
  void wideCharactersAreNamed(String charset, String name, String mark) throws IOException {
    Path file = file(mark + TEXT, charset);
    assertThatThrownBy(() -> TextFile.read(file, "file"))
        .isInstanceOf(InvalidArgumentException.class)
        .hasMessageContaining("the file is in " + name + ", expected UTF-8")
        .hasMessageEndingWith("iconv -f %s -t UTF-8 '%s' > NEW_FILE".formatted(name, file));
  }

  @ParameterizedTest
  @CsvSource({"UTF-16LE", "UTF-16BE", "UTF-16"})
  void theConversionThatIsNamedWorks(String charset) throws Exception {
    Path file = file(TEXT, charset);
    String message = "";
    try {
      TextFile.read(file, "file");
    } catch (InvalidArgumentException e) {
      message = String.valueOf(e.getMessage());
    }
    String command =
        message
            .substring(message.indexOf("iconv"))
            .replace("NEW_FILE", "'" + temp.resolve("new.yaml") + "'");
    assertThat(new ProcessBuilder("sh", "-c", command).inheritIO().start().waitFor()).isZero();
    assertThat(TextFile.read(temp.resolve("new.yaml"), "file")).isEqualTo(TEXT);
  }

  @Test
  void aMissingFileIsNamed() {
    assertThatThrownBy(() -> TextFile.read(temp.resolve("absent"), "profile"))
        .isInstanceOf(NativeIoException.class)
        .hasMessage("profile " + temp.resolve("absent") + " does not exist");
  }
}
