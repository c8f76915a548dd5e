// SPDX-License-Identifier: Apache-2.0
package org.reslab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Does what messages say, and looks whether it helps. */
class CuresTest {
  @TempDir Path temp;

  private String path(String name) {
    return temp.resolve(name).toString();
  }

  private static void refused(String cure, String... args) {
    Cli result = Cli.run(args);
    assertThat(result.code()).as(result.err()).isIn(1, 2);
    assertThat(result.err()).contains(cure);
  }

  private static void works(String... args) {
    Cli result = Cli.run(args);
    assertThat(result.code()).as(String.join(" ", args) + "\n" + result.err()).isZero();
  }

  private String[] train(String... more) {
    List<String> args =
        new ArrayList<>(
            List.of(
                "train",
                "--base",
                "4",
                "--batch",
                "16",
                "--max-steps",
                "1",
                "--threads",
                "1",
                "--data-dir",
                Cli.realImages()));
    args.addAll(List.of(more));
    return args.toArray(String[]::new);
  }

  @Test
  void moreImagesThanThereAre() {
    refused(
        "subset is 201, but cifar10 has 200 training images; choose at most that many, or leave it"
            + " out for all",
        train("--subset", "201", "--test-subset", "16", "--out", path("a")));
    works(train("--subset", "200", "--test-subset", "16", "--out", path("b")));
    refused(
        "test_subset is 101, but cifar10 has 100 test images",
        train("--subset", "16", "--test-subset", "101", "--out", path("c")));
    works(train("--subset", "16", "--out", path("d")));
    String weights = path("w.safetensors");
    works("init", "--base", "4", "--out", weights);
    String[] evaluate = {"evaluate", "--checkpoint", weights, "--data-dir", Cli.realImages()};
    refused(
        "--subset is 101, but",
        "evaluate",
        "--checkpoint",
        weights,
        "--data-dir",
        Cli.realImages(),
        "--subset",
        "101");
    works(evaluate);
  }

  @Test
  void aFileThatExists() {
    String file = path("w.safetensors");
    works("init", "--base", "4", "--out", file);
    refused("choose another --out, or replace it with --overwrite", "init", "--out", file);
    works("init", "--base", "4", "--out", file, "--overwrite");
    works("init", "--base", "4", "--out", path("other.safetensors"));
    works(train("--out", path("run")));
    refused(
        "choose another --out, replace an earlier run with --overwrite",
        train("--out", path("run")));
    works(train("--out", path("run"), "--overwrite"));
    works(train("--out", path("other")));
  }

  @Test
  void anOptionTooMany() {
    refused(
        "leave it out, or use schedule multistep",
        train("--schedule", "constant", "--gamma", "0.5", "--out", path("a")));
    works(train("--schedule", "constant", "--out", path("b")));
    works(train("--schedule", "multistep", "--gamma", "0.5", "--out", path("c")));
    String file = path("w.safetensors");
    works("init", "--base", "4", "--block", "basic", "--out", file);
    refused(
        "leave out the option",
        "evaluate",
        "--checkpoint",
        file,
        "--block",
        "plain",
        "--data-dir",
        Cli.realImages());
    works("evaluate", "--checkpoint", file, "--data-dir", Cli.realImages());
  }

  @Test
  void aWidthOfZeroIsTheDefault() {
    refused("or 0 for", "summary", "--width", "-1");
    works("summary", "--width", "0");
  }

  @Test
  void theFolderOfADataSet() throws Exception {
    Files.createFile(temp.resolve("notes.txt"));
    refused("reslab data fetch --data cifar10", "data", "info", "--data-dir", temp.toString());
    assertThat(Cli.run("data", "fetch", "--data", "cifar10", "--help").code()).isZero();
    refused(
        "choose the data set with --data cifar10",
        "data",
        "info",
        "--data",
        "cifar100",
        "--data-dir",
        Cli.realImages());
    works("data", "info", "--data", "cifar10", "--data-dir", Cli.realImages());
  }

  /** Returns what a message suggests. */
  private static String suggested(String... args) {
    Cli result = Cli.run(args);
    assertThat(result.code()).as(result.err()).isEqualTo(2);
    Matcher suggestion =
        Pattern.compile("did you mean '([^']+)'|did you mean: ([^,?]+)").matcher(result.err());
    assertThat(suggestion.find()).as(result.err()).isTrue();
    String first = suggestion.group(1);
    return first != null ? first : suggestion.group(2).replaceFirst("^reslab ", "").strip();
  }

  @Test
  void whatANameMayHaveMeant() {
    refused("for example resnet-20", "summary", "--net", "resnet17");
    works("summary", "--net", "resnet-20");
    works("summary", "--net", suggested("summary", "--net", "tinynte"));
    works("summary", "--block", suggested("summary", "--block", "preaktt"));
    works("blocks", "show", suggested("blocks", "show", "bottlenek"));
    works(suggested("sumary", "--help"), "--help");
    works("runs", suggested("runs", "lst", "--help").replaceFirst("^runs ", ""), "--help");
    works(train(suggested(train("--epoch", "1")), "1", "--out", path("a")));
  }

  @Test
  void aRunToResume() {
    String grid = path("grid");
    works("compare", "--resume", compared(grid));
    refused(
        "--resume takes the settings of " + grid + "/experiment.yaml; leave out --epochs",
        "compare",
        "--resume",
        grid,
        "--epochs",
        "3");
    works("compare", "--resume", grid);
    refused("resume it with 'reslab compare --resume " + grid + "'", "train", "--resume", grid);
    refused(
        "--allow-inexact means something only with --resume",
        train("--allow-inexact", "--out", path("x")));
    works("compare", "--resume", grid, "--allow-inexact");
    String none = path("none");
    refused("begin one with --out " + none, "train", "--resume", none);
    works(train("--out", none));
  }

  @Test
  void severalCellsWhereOneIsExpected() throws Exception {
    refused(
        "choose with --net, --block and --seed, or use 'reslab compare'",
        train("--seed", "0,1", "--out", path("a")));
    works(train("--net", "tinynet", "--block", "basic", "--seed", "1", "--out", path("b")));
    Path study =
        Files.writeString(
            temp.resolve("study.yaml"),
            """
            command: diagnose
            nets: tinynet
            width: 4
            layers: [1, 1, 1]
            batch: 4
            inputs: gaussian
            device: cpu
            matrix:
              block: [plain, basic]
            """);
    refused("run them with 'reslab experiment run'", "diagnose", "--file", study.toString());
    works("experiment", "run", study.toString(), "--out", path("study"));
  }

  @Test
  void aRunByItsName() throws Exception {
    works(train("--out", path("runs/one-a")));
    works(train("--out", path("runs/one-b")));
    String dir = path("runs");
    refused("'reslab runs list' shows those there are", "runs", "show", "zzzzzzzz", "--dir", dir);
    works("runs", "list", "--dir", dir);
    works("runs", "show", suggested("runs", "show", "one-c", "--dir", dir), "--dir", dir);
    refused("give more of the name", "runs", "show", "one", "--dir", dir);
    works("runs", "show", "one-a", "--dir", dir);
    refused("add --yes to remove 1 run(s)", "runs", "rm", "one-a", "--dir", dir);
    works("runs", "rm", "one-a", "--dir", dir, "--yes");
    refused("choose another --out", "diagnose", "--out", path("runs/one-b"));
  }

  @Test
  void whatTheNotebooksTableLeavesOut() throws Exception {
    String[] notebook = {"diagnose", "--protocol", "notebook", "--blocks", "preact-noskip"};
    Path file = Files.writeString(temp.resolve("d.yaml"), "command: diagnose\n");
    for (List<String> each :
        List.of(
            List.of("leave out --metrics, --batch, --lr, --out and --jobs", "--batch", "4"),
            List.of("leave out --metrics, --batch, --lr, --out and --jobs", "--out", path("n")),
            List.of("leave out --junit", "--junit", path("j.xml")),
            List.of("leave out --file", "--file", file.toString()),
            List.of("whose modes are fixed; leave it out", "--bn-mode", "eval"),
            List.of("expected one with --protocol notebook", "--input", "gaussian,cifar10"),
            List.of("expected gaussian or a file", "--input", "cifar10"))) {
      refused(each.getFirst(), joined(notebook, each.subList(1, each.size())));
    }
    works(notebook);
    works(joined(notebook, List.of("--input", "gaussian")));
  }

  @Test
  void whatACheckpointDoesNotSay() throws Exception {
    String weights = path("w.safetensors");
    works("init", "--width", "4", "--classes", "7", "--out", weights);
    String[] predict = {
      "predict", "--checkpoint", weights, Cli.realImages() + "/../pictures/none.png"
    };
    refused("whose names are not known; give them with --class-names", predict);
    Path names = Files.writeString(temp.resolve("names"), "a\nb\nc\nd\ne\nf\n");
    refused("expected 7", joined(predict, List.of("--class-names", names.toString())));
    Files.writeString(names, "a\nb\nc\nd\ne\nf\ng\n");
    Path picture = temp.resolve("p.png");
    ImageIO.write(new BufferedImage(32, 32, BufferedImage.TYPE_INT_RGB), "png", picture.toFile());
    works(
        "predict", "--checkpoint", weights, picture.toString(), "--class-names", names.toString());
    refused(
        "leave out --nets, --depth, --blocks",
        "diagnose",
        "--checkpoint",
        weights,
        "--blocks",
        "plain",
        "--out",
        path("d"));
    works(
        "diagnose",
        "--checkpoint",
        weights,
        "--batch",
        "4",
        "--input",
        "gaussian",
        "--out",
        path("d"));
  }

  @Test
  void anOptionWithoutWhatItBelongsTo() {
    works(train("--out", path("run")));
    refused("--port means something only with --serve", "report", path("run"), "--port", "0");
    works("report", path("run"));
    refused("leave out train", "man", "train", "--out", path("pages"));
    works("man", "--out", path("pages"));
    works("man", "train");
  }

  @Test
  void aMilestoneThatIsDropped() {
    Cli dropped = Cli.run(train("--milestones", "0", "--out", path("a")));
    assertThat(dropped.err()).contains("--protocol notebook keeps it");
    Cli kept = Cli.run(train("--milestones", "0", "--protocol", "notebook", "--out", path("b")));
    assertThat(kept.code()).as(kept.err()).isZero();
    assertThat(kept.err()).doesNotContain("is dropped");
  }

  private static String[] joined(String[] command, List<String> more) {
    return Stream.concat(Stream.of(command), more.stream()).toArray(String[]::new);
  }

  /** Compares two blocks for a step each, and returns where. */
  private String compared(String out) {
    List<String> command = new ArrayList<>(List.of(train("--blocks", "plain,basic", "--out", out)));
    command.set(0, "compare");
    works(command.toArray(String[]::new));
    return out;
  }
}
