// SPDX-License-Identifier: Apache-2.0
package org.reslab.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.CRC32;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.reslab.CancelFlag;
import org.reslab.CancelledException;
import org.reslab.CorruptDataException;
import org.reslab.Fixture;
import org.reslab.InvalidArgumentException;
import org.reslab.NativeIoException;
import org.reslab.Safetensors;

/** Folders decoded into cache files, and what is kept of them. */
class FolderImagesTest {
  private static final FolderCache.Form FORM = new FolderCache.Form(ImageSize.square(16), false);

  @TempDir Path temp;
  private PictureFolder folder;
  private DataRequest request;
  private final List<String> messages = new ArrayList<>();

  @BeforeEach
  void begin() {
    folder = new PictureFolder(temp.resolve("pictures"));
    request = DataRequest.in(temp.resolve("cache")).withSize(ImageSize.square(16));
  }

  private FetchProgress progress() {
    return new FetchProgress() {
      @Override
      public void message(String text) {
        messages.add(text);
      }
    };
  }

  private FolderImages images() {
    return FolderImages.of(folder.root(), request, progress(), CancelFlag.create());
  }

  private Map<String, Safetensors.Tensor> file(Split split) throws IOException {
    return Safetensors.read(images().cache().file(split));
  }

  private static Safetensors.Tensor tensor(Map<String, Safetensors.Tensor> file, String name) {
    return Objects.requireNonNull(file.get(name), name);
  }

  private static byte[] pixels(Map<String, Safetensors.Tensor> file) {
    return tensor(file, "images").bytes();
  }

  private static List<Long> labels(Map<String, Safetensors.Tensor> file) {
    ByteBuffer bytes =
        ByteBuffer.wrap(tensor(file, "labels").bytes()).order(ByteOrder.LITTLE_ENDIAN);
    List<Long> labels = new ArrayList<>();
    while (bytes.hasRemaining()) {
      labels.add(bytes.getLong());
    }
    return labels;
  }

  private void draw() throws IOException {
    folder.plain("train/cat/1.png", 16, 16, 0x102030);
    folder.plain("train/dog/1.png", 32, 16, 0x405060);
    folder.plain("train/dog/2.png", 16, 40, 0x708090);
    folder.plain("val/cat/1.png", 16, 16, 0x010203);
    folder.plain("test/cat/1.png", 16, 16, 0x0A0B0C);
    folder.plain("test/dog/1.png", 16, 16, 0x102030);
  }

  @Test
  void eachSplitIsOneFileOfImagesAndLabels() throws IOException {
    draw();
    Map<String, Safetensors.Tensor> train = file(Split.TRAIN);
    assertThat(tensor(train, "images").shape()).containsExactly(3L, 16L, 16L, 3L);
    assertThat(tensor(train, "images").dtype()).isEqualTo("U8");
    assertThat(tensor(train, "labels").dtype()).isEqualTo("I64");
    assertThat(labels(train)).containsExactly(0L, 1L, 1L);
    byte[] pixels = pixels(train);
    assertThat(Arrays.copyOf(pixels, 6)).containsExactly(0x10, 0x20, 0x30, 0x10, 0x20, 0x30);
    assertThat(Arrays.copyOfRange(pixels, 768, 771)).containsExactly(0x40, 0x50, 0x60);
    assertThat(Arrays.copyOfRange(pixels, 3 * 768 - 3, 3 * 768))
        .containsExactly(0x70, (byte) 0x80, (byte) 0x90);
    assertThat(labels(file(Split.VALIDATION))).containsExactly(0L);
    assertThat(labels(file(Split.TEST))).containsExactly(0L, 1L);
  }

  @Test
  void meanAndDeviationAreThoseOfTheTrainingImages() throws IOException {
    draw();
    ImageSplits splits = images().splits();
    // Of 16, 64 and 112: mean 64, deviation 39.19.
    assertThat(splits.description().mean().getFirst()).isCloseTo(64 / 255f, within(1e-6f));
    assertThat(splits.description().std().getFirst())
        .isCloseTo((float) (Math.sqrt(1536) / 255), within(1e-6f));
    assertThat(splits.description().classNames()).containsExactly("cat", "dog");
    assertThat(splits.train().images()).isEqualTo(3);
    assertThat(splits.parts().get(Split.VALIDATION)).isEqualTo(splits.validation()).isNotNull();
    assertThat(splits.parts().size()).isEqualTo(3);
  }

  @Test
  void theSummaryNamesDuplicatesAndSizes() throws IOException {
    draw();
    DataSummary summary = images().summary();
    assertThat(summary.smallest()).isEqualTo("16 x 16");
    assertThat(summary.largest()).isEqualTo("40 x 16");
    assertThat(summary.duplicates().test()).isEqualTo(1);
    assertThat(summary.duplicates().examples())
        .containsExactly("test/dog/1.png is train/cat/1.png, too");
    assertThat(summary.byClass(Split.TEST)).containsExactly(1L, 1L);
    assertThat(messages).contains("1 of 2 classes have no validation pictures: 'dog'");
  }

  @Test
  void aFolderOfGrayPicturesHasOneChannel() throws IOException {
    folder.draw("train/a/1.png", 16, 16, 0x000000, 0x010101);
    folder.draw("train/b/1.png", 16, 16, 0x808080, 0);
    folder.draw("test/a/1.png", 16, 16, 0x404040, 0);
    Map<String, Safetensors.Tensor> train = file(Split.TRAIN);
    assertThat(tensor(train, "images").shape()).containsExactly(2L, 16L, 16L, 1L);
    assertThat(Arrays.copyOf(pixels(train), 4)).containsExactly(0, 1, 2, 3);
    assertThat(pixels(train)[256]).isEqualTo((byte) 0x80);
    assertThat(labels(train)).containsExactly(0L, 1L);
    assertThat(images().summary().channels()).isEqualTo(1);
    // One coloured picture anywhere, and all have three.
    folder.draw("test/b/1.png", 16, 16, 0x404041, 0);
    assertThat(images().summary().channels()).isEqualTo(3);
  }

  @Test
  void everyKindOfPictureIsDecoded() throws IOException {
    Path kinds = Fixture.source().resolve("tests/data/pictures");
    for (String name : List.of("jpeg-ycck.jpg", "gray16.png", "palette8-alpha.png")) {
      folder.write("train/a/" + name, Files.readAllBytes(kinds.resolve(name)));
    }
    folder.write("train/b/1.gif", Files.readAllBytes(kinds.resolve("gif-plain.gif")));
    folder.write("test/b/1.jpg", Files.readAllBytes(kinds.resolve("jpeg-exif6.jpg")));
    DataSummary summary = images().summary();
    assertThat(summary.unreadable()).isZero();
    assertThat(summary.transparent()).isEqualTo(1);
    assertThat(messages).contains("1 pictures have transparent parts, which lie on white");
  }

  @Test
  void picturesAreCountedWhileTheyAreDecoded() throws IOException {
    draw();
    List<String> counts = new ArrayList<>();
    FetchProgress counting =
        new FetchProgress() {
          @Override
          public void counted(String what, long done, long total) {
            counts.add("%s %d of %d".formatted(what, done, total));
          }
        };
    FolderImages.of(folder.root(), request, counting, CancelFlag.create());
    assertThat(counts.getLast()).isEqualTo("pictures 6 of 6");
  }

  @Test
  void aSecondOpenReadsNoPicture() throws IOException {
    draw();
    FolderImages first = images();
    // Other bytes of the same size and time: only a reader of pictures would notice.
    Path picture = folder.root().resolve("train/dog/1.png");
    FileTime time = Files.getLastModifiedTime(picture);
    Files.write(picture, new byte[(int) Files.size(picture)]);
    Files.setLastModifiedTime(picture, time);
    assertThat(images()).isEqualTo(first);
    Files.setLastModifiedTime(picture, FileTime.fromMillis(time.toMillis() + 1000));
    assertThat(images().summary().unreadable()).isEqualTo(1);
  }

  @Test
  void aDamagedCacheIsMadeAgain() throws IOException {
    draw();
    FolderImages first = images();
    Path train = first.cache().file(Split.TRAIN);
    byte[] whole = Files.readAllBytes(train);
    Files.write(train, Arrays.copyOf(whole, whole.length - 1));
    again(train, whole, "decoding the pictures again, for " + train + " has");
    byte[] header = whole.clone();
    header[20] ^= 1;
    Files.write(train, header);
    again(train, whole, "decoding the pictures again");
    Arrays.fill(header, 0, 8, (byte) 0x7F);
    Files.write(train, header);
    again(train, whole, "announces a header of");
    Files.delete(first.cache().directory().resolve("summary.json"));
    again(train, whole, "summary.json is missing");
    Files.writeString(first.cache().directory().resolve("summary.json"), "{\"key\": 3");
    again(train, whole, "decoding the pictures again");
  }

  private void again(Path file, byte[] whole, String message) throws IOException {
    messages.clear();
    images();
    assertThat(file).hasBinaryContent(whole);
    assertThat(messages).anyMatch(it -> it.contains(message));
  }

  @Test
  void whatCannotBeReadIsCountedAndNamed() throws IOException {
    draw();
    byte[] bad = Files.readAllBytes(folder.root().resolve("train/dog/1.png"));
    folder.write("train/dog/0.png", Arrays.copyOf(bad, bad.length / 2));
    folder.write("train/dog/tiff.tif", "II*\0".getBytes(StandardCharsets.US_ASCII));
    Files.createSymbolicLink(folder.root().resolve("train/cat/gone.jpg"), Path.of("/nowhere"));
    assertThatThrownBy(() -> images().splits())
        .isInstanceOf(CorruptDataException.class)
        .hasMessageContainingAll(
            "3 pictures of folder:",
            "cannot be read",
            "0.png is damaged",
            "is a TIFF file",
            "gone.jpg",
            "--skip-unreadable");
    request = request.withSkipUnreadable(true);
    ImageSplits splits = images().splits();
    assertThat(splits.train().images()).isEqualTo(3);
    assertThat(labels(file(Split.TRAIN))).containsExactly(0L, 1L, 1L);
    assertThat(pixels(file(Split.TRAIN))).startsWith(0x10, 0x20, 0x30);
    assertThat(Arrays.copyOfRange(pixels(file(Split.TRAIN)), 768, 771))
        .containsExactly(0x40, 0x50, 0x60);
  }

  @Test
  void aClassOfUnreadablePicturesIsEmpty() throws IOException {
    draw();
    folder.write("train/cat/1.png", new byte[5]);
    request = request.withSkipUnreadable(true);
    assertThatThrownBy(() -> images().splits())
        .isInstanceOf(CorruptDataException.class)
        .hasMessageContainingAll("class 'cat'", "no training picture that can be read");
  }

  @Test
  void ofManyUnreadablePicturesTheFirstAreNamed() throws IOException {
    draw();
    for (int i = 0; i < 25; i++) {
      folder.write("train/dog/bad%02d.png".formatted(i), new byte[] {1, 2, 3});
    }
    DataSummary summary = images().summary();
    assertThat(summary.unreadable()).isEqualTo(25);
    assertThat(summary.unreadableFiles()).hasSize(10);
    assertThat(summary.unreadableFiles().getLast()).contains("bad09.png");
  }

  @Test
  void aFolderWithoutOneReadablePictureIsRefused() throws IOException {
    folder.write("train/a/1.png", new byte[5]).write("train/b/1.png", new byte[5]);
    folder.plain("test/a/1.png", 16, 16, 7);
    assertThatThrownBy(this::images)
        .isInstanceOf(CorruptDataException.class)
        .hasMessageContainingAll("none of the training pictures", "train/a/1.png");
    request = request.withSize(null);
    folder.write("test/a/1.png", new byte[5]);
    assertThatThrownBy(this::images)
        .isInstanceOf(CorruptDataException.class)
        .hasMessageContaining("none of the 3 pictures");
  }

  @Test
  void aBombIsRefusedByItsHeader() throws IOException {
    draw();
    byte[] png = Files.readAllBytes(folder.root().resolve("train/cat/1.png"));
    ByteBuffer.wrap(png).putInt(16, 40_000).putInt(20, 40_000);
    CRC32 sum = new CRC32();
    sum.update(png, 12, 17);
    ByteBuffer.wrap(png).putInt(29, (int) sum.getValue());
    folder.write("train/cat/2.png", png);
    assertThat(images().summary().unreadableFiles())
        .singleElement()
        .asString()
        .contains("has 40,000 x 40,000 pixels, expected at most 100,000,000");
  }

  @Test
  void withoutASizePicturesKeepTheirs() throws IOException {
    request = request.withSize(null);
    folder.classes(3, "a", "b");
    assertThat(images().summary().description().shapeText()).isEqualTo("3 x 16 x 16");
    folder.plain("b/zz.png", 16, 17, 0x123456);
    assertThatThrownBy(this::images)
        .isInstanceOf(InvalidArgumentException.class)
        .hasMessageContainingAll("size", "b/zz.png", "17 x 16", "16 x 16", "choose the size");
    folder = new PictureFolder(temp.resolve("large"));
    folder.plain("train/a/1.png", 600, 20, 1).plain("train/b/1.png", 600, 20, 2);
    folder.plain("test/b/1.png", 600, 20, 2);
    assertThatThrownBy(this::images)
        .isInstanceOf(InvalidArgumentException.class)
        .hasMessageContainingAll("20 x 600", "choose a size, for example 64");
  }

  @Test
  void imagesThatAreAllTheSameAreRefused() throws IOException {
    folder.plain("train/a/1.png", 16, 16, 7).plain("train/b/1.png", 16, 16, 7);
    folder.plain("test/a/1.png", 16, 16, 8);
    assertThatThrownBy(() -> images().splits())
        .isInstanceOf(CorruptDataException.class)
        .hasMessageContaining("same value everywhere in channel 0");
  }

  @Test
  void aCacheThatDoesNotFitIsRefusedBeforeItIsWritten() throws IOException {
    draw();
    FolderListing listing = FolderScan.list(folder.root(), request, CancelFlag.create());
    FolderCache cache = new FolderCache(temp.resolve("small"), place -> 60 << 20);
    assertThatThrownBy(() -> cache.entry(listing, FORM, FetchProgress.NONE, CancelFlag.create()))
        .isInstanceOf(NativeIoException.class)
        .hasMessageContainingAll("takes", "free", "RESLAB_CACHE");
    assertThat(DataFixture.names(temp.resolve("small"))).allMatch(it -> it.endsWith(".lock"));
  }

  @Test
  void cancellingLeavesNothing() throws IOException {
    draw();
    FolderListing listing = FolderScan.list(folder.root(), request, CancelFlag.create());
    CancelFlag cancel = CancelFlag.create();
    FetchProgress cancelling =
        new FetchProgress() {
          @Override
          public void message(String text) {
            cancel.cancel();
          }
        };
    FolderCache cache = new FolderCache(temp.resolve("stopped"));
    assertThatThrownBy(() -> cache.entry(listing, FORM, cancelling, cancel))
        .isInstanceOf(CancelledException.class);
    assertThat(DataFixture.names(temp.resolve("stopped"))).allMatch(it -> it.endsWith(".lock"));
  }
}
