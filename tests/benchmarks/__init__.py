"""The measuring instruments themselves are tested: figures are only worth what counted them."""
