"""The recruiting pipeline's stages and the road between them."""
