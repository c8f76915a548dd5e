// SPDX-License-Identifier: Apache-2.0
package org.reslab.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.reslab.CancelFlag;
import org.reslab.CorruptDataException;
import org.reslab.Dataset;
import org.reslab.ImageDescription;
import org.reslab.InvalidArgumentException;
import org.reslab.MemorySession;
import org.reslab.picture.PngFile;

/** Images of any source in a session. */
class SourcesTest {
  private static final ImageSize SIZE = ImageSize.square(8);

  @TempDir Path temp;
  private PictureFolder folder;

  @BeforeEach
  void draw() throws IOException {
    folder = new PictureFolder(temp.resolve("pictures"));
    folder.plain("cat/1.png", 8, 8, 0x102030).plain("cat/2.png", 16, 8, 0x405060);
    folder.plain("dog/1.png", 8, 8, 0x708090);
  }

  private FolderSource source(Path directory) {
    return FolderSource.of(directory).size(8).cache(temp.resolve("cache"));
  }

  /** Returns the first value of every channel of an image: {@code pixels} gives planes. */
  private static List<Integer> firstPixel(Dataset images, int number, int channels) {
    byte[] planes = images.pixels(number, 1);
    return IntStream.range(0, channels)
        .mapToObj(channel -> planes[channel * planes.length / channels] & 0xFF)
        .toList();
  }

  @Test
  void aFolderIsOneDataSet() {
    try (MemorySession session = MemorySession.open()) {
      Dataset images = session.dataset(source(folder.root()));
      assertThat(images.images()).isEqualTo(3);
      assertThat(images.classes()).isEqualTo(2);
      assertThat(images.labels(0, 3)).containsExactly(0, 0, 1);
      assertThat(images.description()).isEqualTo(source(folder.root()).description());
      assertThat(images.description().classNames()).containsExactly("cat", "dog");
      assertThat(firstPixel(images, 1, 3)).containsExactly(0x40, 0x50, 0x60);
      assertThat(firstPixel(images, 2, 3)).containsExactly(0x70, 0x80, 0x90);
    }
  }

  @Test
  void aFolderMayBeLikeAnother() throws IOException {
    ImageDescription trained = source(folder.root()).description();
    PictureFolder other = new PictureFolder(temp.resolve("other"));
    other.plain("dog/1.png", 20, 20, 0x202020);
    try (MemorySession session = MemorySession.open()) {
      Dataset images =
          session.dataset(FolderSource.of(other.root()).like(trained).cache(temp.resolve("cache")));
      assertThat(images.labels(0, 1)).containsExactly(1);
      assertThat(images.description()).isEqualTo(trained);
      assertThat(firstPixel(images, 0, 3)).containsExactly(0x20, 0x20, 0x20);
      other.plain("horse/1.png", 20, 20, 0x202020);
      assertThatThrownBy(() ->
              session.dataset(
                  FolderSource.of(other.root()).like(trained).cache(temp.resolve("cache"))))
          .isInstanceOf(InvalidArgumentException.class)
          .hasMessageContainingAll("'horse'", "'cat', 'dog'");
    }
  }

  @Test
  void colouredPicturesAreNotLikeGrayOnes() {
    ImageDescription gray =
        new ImageDescription(1, 8, 8, List.of(.5f), List.of(.2f), List.of("cat", "dog"));
    try (MemorySession session = MemorySession.open()) {
      assertThatThrownBy(() -> session.dataset(source(folder.root()).like(gray)))
          .isInstanceOf(InvalidArgumentException.class)
          .hasMessageContainingAll("channels is 3", "1 as in the images");
    }
  }

  @Test
  void aSplitFolderOpens() throws IOException {
    folder.plain("cat/3.png", 8, 8, 0x111111).plain("dog/2.png", 8, 8, 0x222222);
    folder.plain("dog/3.png", 8, 8, 0x333333);
    DataRequest request = DataRequest.in(temp.resolve("cache")).withSize(SIZE);
    ImageSplits splits =
        new DataSource.Folder(folder.root()).open(request, FetchProgress.NONE, CancelFlag.create());
    try (MemorySession session = MemorySession.open()) {
      for (ImageSplits.Part part : splits.parts().values()) {
        Dataset images = session.dataset(part);
        assertThat(images.images()).isEqualTo(2);
        assertThat(images.labels(0, 2)).containsExactly(0, 1);
      }
    }
  }

  @Test
  void picturesOfAProgramAreADataSet() {
    BufferedImage half = new BufferedImage(16, 16, BufferedImage.TYPE_INT_ARGB);
    Graphics2D graphics = half.createGraphics();
    graphics.setColor(new Color(255, 0, 0, 255));
    graphics.fillRect(0, 0, 16, 8);
    graphics.dispose();
    byte[] png = PngFile.encode(new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB));
    PictureSource source =
        PictureSource.of(SIZE, List.of("red", "black"))
            .add("red", half)
            .add("black", new ByteArrayInputStream(png));
    try (MemorySession session = MemorySession.open()) {
      Dataset images = session.dataset(source);
      assertThat(images.labels(0, 2)).containsExactly(0, 1);
      assertThat(firstPixel(images, 0, 3)).containsExactly(255, 0, 0);
      assertThat(images.pixels(0, 1)[191] & 0xFF).isEqualTo(255); // clear is white
      assertThat(firstPixel(images, 1, 3)).containsExactly(0, 0, 0);
    }
    // Of red 255, white 255 and twice as much black.
    assertThat(source.description().mean()).containsExactly(.5f, .25f, .25f);
    assertThatThrownBy(() -> source.add("green", half))
        .isInstanceOf(InvalidArgumentException.class)
        .hasMessageContainingAll("'green'", "'red', 'black'");
    assertThatThrownBy(() -> source.add("red", new ByteArrayInputStream(new byte[0])))
        .isInstanceOf(CorruptDataException.class)
        .hasMessageContaining("picture 2 is empty");
  }

  @Test
  void aPremultipliedPictureIsTheSame() {
    BufferedImage plain = new BufferedImage(8, 8, BufferedImage.TYPE_INT_ARGB);
    plain.setRGB(0, 0, 0x80FF8000);
    BufferedImage scaled = new BufferedImage(8, 8, BufferedImage.TYPE_INT_ARGB_PRE);
    scaled.setRGB(0, 0, 0x80FF8000);
    ImageDescription gray =
        new ImageDescription(1, 8, 8, List.of(.5f), List.of(.2f), List.of("a", "b"));
    try (MemorySession session = MemorySession.open()) {
      Dataset images = session.dataset(PictureSource.like(gray).add("a", plain).add("b", scaled));
      // 255, 191, 127 by .299, .587, .114.
      assertThat(firstPixel(images, 0, 1)).containsExactly(203);
      assertThat(firstPixel(images, 1, 1)).containsExactly(203);
    }
  }

  @Test
  void idxFilesAreADataSet() throws IOException {
    Path images = temp.resolve("images");
    Path labels = temp.resolve("labels");
    byte[] pixels = new byte[16 + 2 * 64];
    System.arraycopy(new byte[] {0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 8, 0, 0, 0, 8}, 0, pixels, 0, 16);
    pixels[16 + 64] = 77;
    Files.write(images, pixels);
    Files.write(labels, new byte[] {0, 0, 8, 1, 0, 0, 0, 2, 4, 1});
    try (MemorySession session = MemorySession.open()) {
      Dataset data = session.dataset(IdxSource.of(images, labels));
      assertThat(data.classes()).isEqualTo(5);
      assertThat(data.labels(0, 2)).containsExactly(4, 1);
      assertThat(firstPixel(data, 1, 1)).containsExactly(77);
      ImageDescription other = DatasetKind.MNIST.description();
      assertThatThrownBy(() -> session.dataset(IdxSource.of(images, labels).like(other)))
          .isInstanceOf(InvalidArgumentException.class)
          .hasMessageContainingAll("[8, 8, 1]", "1 x 28 x 28");
    }
  }

  @Test
  void aPictureFileBecomesAnImageOfAnyShape() throws IOException {
    ImageDescription wide =
        new ImageDescription(
            3, 8, 16, List.of(.5f, .5f, .5f), List.of(.2f, .2f, .2f), List.of("a", "b"));
    byte[] image = ImageFiles.read(folder.root().resolve("cat/2.png"), wide);
    assertThat(image).hasSize(3 * 8 * 16);
    assertThat(List.of(image[0], image[128], image[256]))
        .containsExactly((byte) 0x40, (byte) 0x50, (byte) 0x60);
  }
}
