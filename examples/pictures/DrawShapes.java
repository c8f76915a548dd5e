// SPDX-License-Identifier: Apache-2.0
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import javax.imageio.ImageIO;

/**
 * Draws pictures to try things with: 600 of 96 x 72 pixels, in a folder for each of five shapes.
 * The same ones each time.
 */
public final class DrawShapes {
  private static final List<String> SHAPES = List.of("bar", "cross", "disc", "frame", "square");
  private static final int PICTURES = 120;

  private DrawShapes() {}

  /**
   * Draws them.
   *
   * @param args the folder to make
   * @throws IOException if one cannot be written
   */
  public static void main(String[] args) throws IOException {
    RandomGenerator random = new SplittableRandom(0);
    for (String shape : SHAPES) {
      Path folder = Files.createDirectories(Path.of(args[0], shape));
      for (int i = 0; i < PICTURES; i++) {
        Path file = folder.resolve("%03d.png".formatted(i));
        ImageIO.write(draw(shape, random), "png", file.toFile());
      }
    }
  }

  private static BufferedImage draw(String shape, RandomGenerator random) {
    BufferedImage picture = new BufferedImage(96, 72, BufferedImage.TYPE_INT_RGB);
    Graphics2D canvas = picture.createGraphics();
    canvas.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    canvas.setColor(new Color(random.nextInt(100), random.nextInt(100), random.nextInt(100)));
    canvas.fillRect(0, 0, 96, 72);
    canvas.setColor(
        new Color(156 + random.nextInt(100), 156 + random.nextInt(100), 156 + random.nextInt(100)));
    int side = random.nextInt(24, 40);
    int x = random.nextInt(16, 80 - side);
    int y = random.nextInt(4, 68 - side);
    int third = side / 3;
    switch (shape) {
      case "bar" -> canvas.fillRect(x + third, y, third, side);
      case "cross" -> {
        canvas.fillRect(x + third, y, third, side);
        canvas.fillRect(x, y + third, side, third);
      }
      case "disc" -> canvas.fillOval(x, y, side, side);
      case "frame" -> {
        for (int i = 0; i < third; i++) {
          canvas.drawRect(x + i, y + i, side - 2 * i, side - 2 * i);
        }
      }
      case "square" -> canvas.fillRect(x, y, side, side);
      default -> throw new IllegalArgumentException(shape);
    }
    canvas.dispose();
    return picture;
  }
}
