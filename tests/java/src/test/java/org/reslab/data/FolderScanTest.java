// SPDX-License-Identifier: Apache-2.0
package org.reslab.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.reslab.CancelFlag;
import org.reslab.CancelledException;
import org.reslab.InvalidArgumentException;
import org.reslab.SpecialFiles;

/** What counts as a picture, a class and a split. */
class FolderScanTest {
  private static final byte[] ANY = {1};

  @TempDir Path temp;
  private PictureFolder folder;

  @BeforeEach
  void begin() {
    folder = new PictureFolder(temp.resolve("pictures"));
  }

  private PictureFolder files(String... paths) throws IOException {
    for (String path : paths) {
      folder.write(path, ANY);
    }
    return folder;
  }

  private FolderListing list() {
    return list(request());
  }

  private FolderListing list(DataRequest request) {
    return FolderScan.list(folder.root(), request, CancelFlag.create());
  }

  private DataRequest request() {
    return DataRequest.in(temp);
  }

  private static List<String> paths(FolderListing listing, Split split) {
    return listing.pictures().stream()
        .filter(it -> it.split() == split)
        .map(FolderPicture::path)
        .toList();
  }

  private void refused(String... parts) {
    assertThatThrownBy(this::list)
        .isInstanceOf(InvalidArgumentException.class)
        .hasMessageContainingAll(parts);
  }

  @Test
  void ownSplitsAreTaken() throws IOException {
    files("train/b/1.png", "train/a/2.JPG", "train/a/deep/er/3.jpeg");
    files("valid/a/4.png", "valid/b/4.png", "test/a/5.bmp", "test/b/6.gif");
    FolderListing listing = list();
    assertThat(listing.classes()).containsExactly("a", "b");
    assertThat(paths(listing, Split.TRAIN))
        .containsExactly("train/a/2.JPG", "train/a/deep/er/3.jpeg", "train/b/1.png");
    assertThat(paths(listing, Split.VALIDATION)).containsExactly("valid/a/4.png", "valid/b/4.png");
    assertThat(paths(listing, Split.TEST)).containsExactly("test/a/5.bmp", "test/b/6.gif");
    assertThat(listing.notes()).isEmpty();
  }

  @Test
  void withoutATestFolderValidationIsTheTestSplit() throws IOException {
    files("train/a/1.png", "train/b/2.png", "val/a/3.png", "val/b/3.png", "extra/x/4.png");
    FolderListing listing = list();
    assertThat(listing.counts()).isEqualTo(Map.of(Split.TRAIN, 2, Split.TEST, 2));
    assertThat(listing.notes())
        .containsExactly(
            "'extra' next to train is passed over",
            "there is no test folder: val is the test split, and validation images come from"
                + " train");
  }

  @Test
  void withoutValidationItsPicturesAreForTraining() throws IOException {
    files("train/a/2.png", "train/b/1.png", "val/a/3.png", "val/b/3.png");
    files("test/a/4.png", "test/b/4.png");
    FolderListing own = list(request().withValidation(false));
    assertThat(paths(own, Split.TRAIN))
        .containsExactly("train/a/2.png", "val/a/3.png", "train/b/1.png", "val/b/3.png");
    assertThat(own.counts()).isEqualTo(Map.of(Split.TRAIN, 4, Split.TEST, 2));

    folder = new PictureFolder(temp.resolve("whole"));
    for (int i = 0; i < 10; i++) {
      files("a/%s.png".formatted(i), "b/%s.png".formatted(i));
    }
    assertThat(list(request().withValidation(false)).counts())
        .isEqualTo(Map.of(Split.TRAIN, 18, Split.TEST, 2));
    assertThat(paths(list(request().withValidation(false)), Split.TEST))
        .isEqualTo(paths(list(request()), Split.TEST));
  }

  @Test
  void splitFoldersThatDoNotFitAreRefused() throws IOException {
    files("train/a/1.png", "train/b/2.png");
    refused("has train but neither val nor test", "folder:" + folder.root().resolve("train"));
    files("val/a/1.png", "validation/a/2.png");
    refused("has both val and validation");
    folder = new PictureFolder(temp.resolve("other"));
    files("test/a/1.png", "val/b/2.png");
    refused("no train");
  }

  @Test
  void aClassMayBeCalledLikeASplit() throws IOException {
    files("train/1.png", "train/2.png", "train/3.png", "car/1.png", "car/2.png", "car/3.png");
    assertThat(list().classes()).containsExactly("car", "train");
  }

  @Test
  void otherFilesAreCountedAndPassedOver() throws IOException {
    files("a/1.png", "a/2.png", "a/3.png", "b/1.png", "b/2.png", "b/3.webp");
    files("a/.hidden.png", "a/notes.txt", "b/Thumbs.db", "readme.md", "b/png", ".git/x/1.png");
    FolderListing listing = list();
    assertThat(listing.pictures()).hasSize(6);
    assertThat(listing.ignored()).isEqualTo(5);
    assertThat(listing.classes()).containsExactly("a", "b");
  }

  @Test
  void classesAreOrderedByCodePoints() throws IOException {
    String[] names = {"\uFF5E", "\uD83D\uDE00", "Z", "a", "\u00C4"};
    for (String name : names) {
      files(name + "/1.png", name + "/2.png", name + "/3.png");
    }
    assertThat(list().classes()).containsExactly("Z", "a", "\u00C4", "\uFF5E", "\uD83D\uDE00");
  }

  @Test
  void aSplitIsStratifiedAndDependsOnItsSeed() throws IOException {
    for (int i = 0; i < 20; i++) {
      files("a/%02d.png".formatted(i), "b/%02d.png".formatted(i));
    }
    FolderListing listing = list();
    for (int label = 0; label < 2; label++) {
      int wanted = label;
      Map<Split, Long> counts =
          listing.pictures().stream()
              .filter(it -> it.label() == wanted)
              .collect(Collectors.groupingBy(FolderPicture::split, Collectors.counting()));
      assertThat(counts).isEqualTo(Map.of(Split.TRAIN, 16L, Split.VALIDATION, 2L, Split.TEST, 2L));
    }
    assertThat(list()).isEqualTo(listing);
    FolderListing other =
        FolderScan.list(
            folder.root(),
            DataRequest.in(temp).withSplit(SplitShares.DEFAULT, 1),
            CancelFlag.create());
    assertThat(paths(other, Split.TEST)).isNotEqualTo(paths(listing, Split.TEST));
    assertThat(other.key("")).isNotEqualTo(listing.key(""));
  }

  /** By the first 8 bytes of SHA-256 of seed, line feed and path, computed with Python. */
  @Test
  void theSplitOfSeed0StaysAsItIs() throws IOException {
    for (int i = 0; i < 10; i++) {
      files("a/%d.png".formatted(i), "b/%d.png".formatted(i));
    }
    assertThat(paths(list(), Split.TEST)).containsExactly("a/7.png", "b/2.png");
    assertThat(paths(list(), Split.VALIDATION)).containsExactly("a/3.png", "b/4.png");
  }

  @Test
  void aFolderThatIsNoneIsRefused() throws IOException {
    assertThatThrownBy(this::list)
        .isInstanceOf(DatasetMissingException.class)
        .hasMessageContaining("does not exist");
    Path file = Files.createFile(temp.resolve("file"));
    assertThatThrownBy(() -> FolderScan.list(file, DataRequest.in(temp), CancelFlag.create()))
        .isInstanceOf(InvalidArgumentException.class)
        .hasMessageContaining("is a file, expected a folder");
  }

  @Test
  void tooFewClassesAreRefused() throws IOException {
    Files.createDirectories(folder.root());
    refused("has 0 class folders", "expected 2 to 10,000");
    files("1.png", "2.png");
    refused("holds pictures but no class folders");
    folder = new PictureFolder(temp.resolve("one"));
    files("cats/1.png", "cats/2.png");
    refused("has 1 class folders, 'cats'");
  }

  @Test
  void anEmptyClassIsRefused() throws IOException {
    files("a/1.png", "a/2.png", "a/3.png", "b/notes.txt");
    refused("class folder 'b'", "holds no picture");
  }

  @Test
  void aClassTooSmallToSplitIsRefused() throws IOException {
    files("a/1.png", "a/2.png", "a/3.png", "b/1.png", "b/2.png");
    refused("split is 80/10/10 and class 'b' has 2 pictures", "at least 3 in every class");
  }

  @Test
  void aClassThatIsMissingInATestSplitIsNoted() throws IOException {
    files("train/a/1.png", "train/b/2.png", "test/a/3.png");
    assertThat(list().notes()).containsExactly("1 of 2 classes have no test pictures: 'b'");
    files("test/c/4.png");
    refused("class 'c' has test pictures but none for training");
  }

  @Test
  void namesThatCommandATerminalAreShownSafely() throws IOException {
    String name = "x\n\u001B[31m\u202Ey";
    files("a/1.png", "a/2.png", "a/3.png", name + "/notes.txt");
    refused("'x\\u000a\\u001b[31m\\u202ey'");
    files(name + "/1.png", name + "/2.png", name + "/3.png");
    assertThat(list().classes()).containsExactly("a", name);
  }

  @Test
  void linksAreFollowedButNotInACircle() throws IOException {
    Path elsewhere = temp.resolve("elsewhere");
    new PictureFolder(elsewhere).write("1.png", ANY).write("2.png", ANY).write("3.png", ANY);
    files("a/1.png", "a/2.png");
    Files.createSymbolicLink(folder.root().resolve("a/3.png"), elsewhere.resolve("1.png"));
    Files.createSymbolicLink(folder.root().resolve("b"), elsewhere);
    Files.createSymbolicLink(folder.root().resolve("a/again"), folder.root().resolve("a"));
    FolderListing listing = list();
    assertThat(listing.pictures()).hasSize(6);
    assertThat(listing.notes()).anyMatch(it -> it.contains("a/again' leads in a circle"));
  }

  @Test
  void whatIsNoFileIsPassedOver() throws IOException {
    files("a/1.png", "a/2.png", "a/3.png", "b/1.png", "b/2.png", "b/3.png");
    SpecialFiles.fifo(folder.root().resolve("b/4.png"));
    Files.createDirectory(folder.root().resolve("b/5.png"));
    FolderListing listing = list();
    assertThat(listing.pictures()).hasSize(6);
    assertThat(listing.ignored()).isEqualTo(1);
  }

  @Test
  void whatMemoryDoesNotHoldIsRefused() throws IOException {
    files("a/1.png", "a/2.png", "a/3.png", "b/1.png", "b/2.png", "b/3.png");
    assertThatThrownBy(
            () -> FolderScan.list(folder.root(), DataRequest.in(temp), 5, CancelFlag.create()))
        .isInstanceOf(InvalidArgumentException.class)
        .hasMessageContaining("more than 5 pictures");
  }

  @Test
  void listingEndsWhenItIsCancelled() throws IOException {
    files("a/1.png", "b/1.png");
    CancelFlag cancel = CancelFlag.create();
    cancel.cancel();
    assertThatThrownBy(() -> FolderScan.list(folder.root(), DataRequest.in(temp), cancel))
        .isInstanceOf(CancelledException.class);
  }
}
